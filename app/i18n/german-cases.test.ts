/** German bends a noun after some prepositions: "100 Punkte", but "mit 100 Punkten". A shop names its points in one form only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const files = [
  'app/i18n/locales/de.json',
  'app/i18n/program-texts/de.json',
  'app/i18n/descriptions/de.json',
  'app/i18n/explanations/de.json',
  'app/messages/locales/de.json',
  'extensions/regulars-theme/locales/de.json',
];
const points = ['points', 'awarded', 'reversed', 'rate', 'orderPoints', 'balance', 'given', 'wanted', 'kept'];
const bent = new RegExp(`\\b(aus|bei|mit|nach|seit|von|zu)( den)? \\{\\{? ?(${points.join('|')})\\b.*`, 'gi');

test.each(files)('%s puts no points where their name would have to be bent', (file) => {
  expect(readFileSync(join(root, file), 'utf8').match(bent)).toBeNull();
});
