import type { Place } from './place.ts';

/** A text for which empty means that nothing is chosen yet; the document's check then asks for it. */
export function textOrNull(place: Place<string>): Place<string | null> {
  const read = (text: string) => (text === '' ? null : text);
  return {
    value: read(place.value),
    path: place.path,
    change: (edit, key) => place.change((old) => edit(read(old)) ?? '', key),
  };
}
