/**
 * JSON whose whole numbers may exceed what a JavaScript number holds, as Shopify's ids do: those become strings of their
 * digits, everything else is as JSON.parse gives it.
 * @throws SyntaxError when the text is no JSON.
 */
export function parseExactJson(text: string): unknown {
  // Nearly every document has no such number; then the plain parser does, which is many times faster.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const keepDigits = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && context?.source && /^-?\d+$/.test(context.source)
      ? context.source
      : value;
  return JSON.parse(text, keepDigits);
}
