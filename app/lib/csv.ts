/** CSV that spreadsheets open without harm: RFC 4180, and no cell that they would take for a formula. Pure. */

/** By this mark spreadsheets know that a file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A line of a file, with its end. Numbers stay numbers, also negative ones; null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // What begins so is reckoned by spreadsheets, also behind spaces: the apostrophe makes it text (OWASP, CSV injection).
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const text = !isNumber && /^\s*[=+\-@|]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
