/** The steps of an editing session, to go back and forth in. Pure. */

export interface DraftHistory<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was about: further changes of the same are undone together with it. */
  lastKey: string | null;
}

const KEPT_STEPS = 100;

export function startHistory<T>(present: T): DraftHistory<T> {
  return { past: [], present, future: [], lastKey: null };
}

export function recordChange<T>(history: DraftHistory<T>, next: T, key: string): DraftHistory<T> {
  if (next === history.present) return history;
  const isSameStep = key !== '' && key === history.lastKey;
  const past = isSameStep ? history.past : [...history.past, history.present].slice(-KEPT_STEPS);
  return { past, present: next, future: [], lastKey: key };
}

export function undoChange<T>(history: DraftHistory<T>): DraftHistory<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    lastKey: null,
  };
}

export function redoChange<T>(history: DraftHistory<T>): DraftHistory<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, lastKey: null };
}
