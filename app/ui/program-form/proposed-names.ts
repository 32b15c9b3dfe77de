/** The names that proposals come with, in every language, until the merchant writes their own. Pure. */
import { inAllLanguages, type DescriptionKey } from '../../i18n/describe.ts';
import type { Text } from '../../program/text.ts';

type NameKey<Key = DescriptionKey> = Key extends `name_${infer Name}` ? Name : never;

export function proposedNames(key: NameKey): Text {
  return inAllLanguages(`name_${key}`);
}
