/**
 * A place in the draft: what stands there, its path ("rewards.0.costPoints", the path of its problems), and how to change
 * it. A change replaces the place and what it is part of; everything beside it stays as it is. Pure.
 */
export interface Place<T> {
  readonly value: T;
  readonly path: string;
  /** @param key changes under one key that follow each other are undone at once: typing in a field. */
  change(edit: (old: T) => T, key?: string): void;
}

/** The whole draft as a place. */
export function rootPlace<T>(value: T, update: (edit: (old: T) => T, key: string) => void): Place<T> {
  return { value, path: '', change: (edit, key = '') => update(edit, key) };
}

export function at<T extends object, Key extends keyof T & string>(parent: Place<T>, key: Key): Place<T[Key]> {
  const path = parent.path === '' ? key : `${parent.path}.${key}`;
  return {
    value: parent.value[key],
    path,
    change: (edit, name = path) => parent.change((old) => ({ ...old, [key]: edit(old[key]) }), name),
  };
}

/** The entries of a list. */
export function items<T>(list: Place<T[]>): Place<T>[] {
  return list.value.map((value, index) => {
    const path = `${list.path}.${index}`;
    return {
      value,
      path,
      change: (edit, key = path) =>
        list.change((old) => old.map((item, position) => (position === index ? edit(item) : item)), key),
    };
  });
}

export function put<T>(place: Place<T>, value: T): void {
  place.change(() => value);
}

export function addItem<T>(list: Place<T[]>, item: T): void {
  list.change((old) => [...old, item], `${list.path}+${list.value.length}`);
}

export function removeItem<T>(list: Place<T[]>, index: number): void {
  list.change((old) => old.filter((_, position) => position !== index), `${list.path}-${list.value.length}`);
}

/** Moves an entry by one place up (-1) or down (1); at the end of the list nothing moves. */
export function moveItem<T>(list: Place<T[]>, index: number, by: -1 | 1): void {
  list.change((old) => {
    const moved = old[index];
    const other = old[index + by];
    if (moved === undefined || other === undefined) return old;
    return old.map((item, position) => (position === index ? other : position === index + by ? moved : item));
  }, `${list.path}~`);
}

/** Whether what stands here is of one of these kinds; then the place is one of them. */
export function isKind<T extends { kind: string }, Kind extends T['kind']>(
  place: Place<T>,
  ...kinds: Kind[]
): place is Place<Extract<T, { kind: Kind }>> {
  return kinds.some((kind) => kind === place.value.kind);
}

/** The place without its "nothing", or null when nothing stands there. */
export function present<T>(place: Place<T | null>): Place<T> | null {
  const { value, path } = place;
  if (value === null) return null;
  return { value, path, change: (edit, key) => place.change((old) => (old === null ? old : edit(old)), key) };
}

/** An id that starts with a word and that no entry has yet. */
export function freeId(prefix: string, taken: readonly { id: string }[]): string {
  const used = new Set(taken.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? prefix : `${prefix}_${number}`;
    if (!used.has(id)) return id;
  }
}
