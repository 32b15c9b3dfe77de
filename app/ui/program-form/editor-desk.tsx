/** What can be done with the draft as a whole: keep it, drop it, publish it, start from another document. */
import { createContext, useContext } from 'react';
import type { ProgramChange } from '../../program/checks/changes.ts';

export interface EditorDesk {
  /** What publishing would change; null while the draft cannot be read. */
  changes: readonly ProgramChange[] | null;
  differs: boolean;
  /** When the draft that the server has was saved; null without one. */
  savedAt: string | null;
  isSending: boolean;
  save(): void;
  discard(): void;
  publish(): void;
  /** Goes on from a template or an older version; undo brings back what was there. */
  start(document: unknown): void;
}

const DeskContext = createContext<EditorDesk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): EditorDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk is for pages inside the program editor.');
  return desk;
}
