import { expect, test } from 'vitest';
import { readHead } from './read-head.ts';

test('The first records are read with their quotation marks, whatever separates them', () => {
  expect(readHead('\uFEFFa;b\r\n"x;1";"say ""hi"""\r\n', 5)).toEqual([
    ['a', 'b'],
    ['x;1', 'say "hi"'],
  ]);
  expect(readHead('a,b\n1,"two\nlines"\n3,4', 2)).toEqual([
    ['a', 'b'],
    ['1', 'two\nlines'],
  ]);
  expect(readHead('a\tb\n\n1\t2', 3)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(readHead('', 3)).toEqual([]);
});
