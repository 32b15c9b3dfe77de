import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Liquid } from 'liquidjs';
import { readNumber } from './number.ts';
import { scopeOf } from './scope.ts';
import { escapeHtml, namedArguments, printValue } from './text.ts';

/** The locale files of one `locales/` folder, of the theme or of an extension. */
export class Locales {
  private readonly files = new Map<string, unknown>();
  readonly defaultLocale: string;

  /** `kind` is `schema` for the merchant's words (`da.schema.json`). Throws on JSON that does not parse, naming the file. */
  constructor(folder: string, kind: 'storefront' | 'schema' = 'storefront') {
    let names: string[] = [];
    try {
      names = readdirSync(folder).sort();
    } catch {
      // A host without locales has no words.
    }
    let defaultLocale = 'en';
    const pattern = kind === 'schema' ? /^([a-zA-Z-]+)(\.default)?\.schema\.json$/ : /^([a-zA-Z-]+)(\.default)?\.json$/;
    for (const name of names) {
      const match = pattern.exec(name);
      if (!match?.[1]) continue;
      try {
        this.files.set(match[1].toLowerCase(), JSON.parse(readFileSync(join(folder, name), 'utf8')));
      } catch (error) {
        throw new Error(`${join(folder, name)} is not valid JSON: ${error instanceof Error ? error.message : error}`);
      }
      if (match[2]) defaultLocale = match[1];
    }
    this.defaultLocale = defaultLocale;
  }

  /** First the locale, then its language alone (pt-BR -> pt), then the default file. */
  lookUp(key: string, locale: string): { value: unknown; locale: string } | undefined {
    for (const candidate of [locale, locale.split('-')[0] ?? locale, this.defaultLocale]) {
      let value: unknown = this.files.get(candidate.toLowerCase());
      for (const part of key.split('.')) {
        value =
          value && typeof value === 'object' && Object.hasOwn(value, part)
            ? (value as Record<string, unknown>)[part]
            : undefined;
      }
      if (value !== undefined && value !== null) return { value, locale: candidate };
    }
    return undefined;
  }
}

function isPluralForms(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && 'other' in value;
}

/** Chooses the plural form; `zero` is used for 0 wherever a file offers it. */
function chooseForm(forms: Record<string, string>, count: number, locale: string): string {
  if (count === 0 && typeof forms['zero'] === 'string') return forms['zero'];
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms['other'] ?? '';
}

/**
 * Shopify's `t`: HTML in a text is escaped unless the key ends in `_html`; interpolated values follow the same rule.
 * A key that no file has prints `Translation missing: da.some.key`.
 */
export function translate(
  lookUp: (key: string, locale: string) => { value: unknown; locale: string } | undefined,
  key: string,
  locale: string,
  values: Record<string, unknown>,
): string {
  const found = lookUp(key, locale);
  const missing = `Translation missing: ${locale}.${key}`;
  if (!found) return missing;
  let text: string;
  if (typeof found.value === 'string') text = found.value;
  else if (isPluralForms(found.value)) {
    text = chooseForm(found.value, readNumber(values['count']).value, found.locale);
  } else return missing;
  const filled = text.replace(/\{\{-?\s*(\w+)\s*-?\}\}/g, (whole, name: string) =>
    name in values ? printValue(values[name]) : whole,
  );
  return /(^|[._])html$/.test(key) ? filled : escapeHtml(filled);
}

export function registerTranslateFilters(liquid: Liquid): void {
  for (const name of ['t', 'translate']) {
    liquid.registerFilter(name, function (key: unknown, ...args: unknown[]) {
      const scope = scopeOf(this.context);
      return translate(scope.host.lookUp.bind(scope.host), printValue(key), scope.locale, namedArguments(args));
    });
  }
}
