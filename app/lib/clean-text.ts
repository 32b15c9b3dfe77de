/**
 * Text that PostgreSQL can hold. It refuses the NUL character in text and jsonb, and half a surrogate pair in jsonb: one
 * such title would keep a whole order from being booked.
 */

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text without what cannot be stored, at most `maxLength` UTF-16 units; a character is never cut in two. */
export function cleanText(text: string, maxLength = Infinity): string {
  return text.slice(0, maxLength).replaceAll('\0', '').replace(LONE_SURROGATE, '');
}

/** JSON for a jsonb column: like JSON.stringify, without the characters that jsonb refuses, in keys and in values. */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify writes exactly these as escapes; an escaped backslash before "u0000" is text that only looks like one.
  return text.includes('\\u')
    ? text.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (match) => (match === '\\\\' ? match : ''))
    : text;
}
