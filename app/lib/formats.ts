/**
 * Intl's formats, each made once: making one takes thirty times as long as writing a number with it, and a member's history writes
 * dozens. Also runs in the browser.
 */

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const rules = new Map<string, Intl.PluralRules>();

export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once(numberFormats, `${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(dateFormats, `${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));
}

export function pluralRules(locale: string): Intl.PluralRules {
  return once(rules, locale, () => new Intl.PluralRules(locale));
}

function once<Format>(kept: Map<string, Format>, key: string, make: () => Format): Format {
  let format = kept.get(key);
  if (format === undefined) {
    format = make();
    kept.set(key, format);
  }
  return format;
}
