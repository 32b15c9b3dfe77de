/** The first records of a CSV file, for choosing columns before it is sent. Pure; it runs in the browser. */

/** What the first line is separated by: the sign that is in it most often. */
export function delimiterOf(start: string): string {
  const firstLine = start.split(/\r?\n/, 1)[0] ?? '';
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: firstLine.split(sign).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.sign ?? ',';
}

/**
 * @param start the beginning of the file; a last record that is cut off is left out.
 * @returns at most `limit` records, the names in the first.
 */
export function readHead(start: string, limit: number): string[][] {
  const text = start.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(text);
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRecord = () => {
    record.push(cell);
    if (record.some((value) => value !== '')) records.push(record);
    record = [];
    cell = '';
  };
  for (let index = 0; index < text.length && records.length < limit; index++) {
    const sign = text[index] ?? '';
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[index + 1] === '"') cell += text[++index];
      else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === delimiter) {
      record.push(cell);
      cell = '';
    } else if (sign === '\n') endRecord();
    else if (sign !== '\r') cell += sign;
  }
  if (records.length < limit && !isQuoted && (cell !== '' || record.length > 0)) endRecord();
  return records.map((cells) => cells.map((value) => value.trim()));
}
