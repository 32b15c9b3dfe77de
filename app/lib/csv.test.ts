import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each(['=1+1', '+45 12', '-x', '@SUM(A1)', ' =1', '\tx', '|cmd'])('A spreadsheet takes %j for text', (text) => {
  expect(csvLine([text])).toContain(`'${text}`);
});

test('Numbers stay numbers; quotation marks, commas and lines are kept whole', () => {
  expect(csvLine([-5, '-12.50', null, 'a"b', 'c,d', 'e\nf'])).toBe('-5,-12.50,,"a""b","c,d","e\nf"\r\n');
});
