/** The editor's state: the draft with its history, what is wrong with it, and whether it differs from what was loaded. */
import { useMemo, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readProgram, type Program, type ProgramProblem, type ProgramReading } from '../../program/document.ts';
import { recordChange, redoChange, startHistory, undoChange, type DraftHistory } from './draft-history.ts';
import type { ProgramDraft } from './draft.ts';
import { rootPlace, type Place } from './place.ts';
import { withGoods } from './with-goods.ts';

export interface ProgramDraftState {
  draft: ProgramDraft;
  /** What the server has, as this editor knows it. */
  base: ProgramDraft;
  root: Place<ProgramDraft>;
  reading: ProgramReading;
  /** The draft as a program, or as it was when it last could be read: for previews and sentences. */
  program: Program;
  isDirty: boolean;
  history: { undo: (() => void) | null; redo: (() => void) | null };
  reset(to?: ProgramDraft): void;
  /** This much is kept by the server now; what was typed since stays unsaved. */
  keep(saved: ProgramDraft): void;
  /** From now on a problem at this place is shown: the merchant has left the field. */
  touch(path: string): void;
  /** From now on every problem is shown: the merchant wants to go on. */
  showAll(): void;
  /** What to do about the problem at a place such as "rewards.0.costPoints"; undefined when there is none to show. */
  errorAt(path: string): string | undefined;
  /** How many problems there are at and below a path, shown or not. */
  problemsBelow(path: string): number;
  /** Whether a problem at or below a path is shown. */
  showsErrorBelow(path: string): boolean;
}

type Step = { edit: (old: ProgramDraft) => ProgramDraft; key: string } | 'undo' | 'redo' | { reset: ProgramDraft };

function step(history: DraftHistory<ProgramDraft>, action: Step): DraftHistory<ProgramDraft> {
  if (action === 'undo') return undoChange(history);
  if (action === 'redo') return redoChange(history);
  if ('reset' in action) return startHistory(action.reset);
  return recordChange(history, action.edit(history.present), action.key);
}

/**
 * @param fallback what is shown as the program while what was loaded cannot be read.
 * @param serverProblems what the server found when it was asked to publish.
 */
export function useProgramDraft(
  initial: ProgramDraft,
  fallback: Program,
  serverProblems: readonly ProgramProblem[] = [],
): ProgramDraftState {
  const { t, i18n } = useTranslation();
  const [base, setBase] = useState(initial);
  const [history, dispatch] = useReducer(step, initial, startHistory);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isShowingAll, setShowingAll] = useState(false);
  const [readable, setReadable] = useState(fallback);
  const draft = history.present;
  const reading = useMemo(() => readProgram(draft), [draft]);
  const shown = useMemo(() => (reading.ok ? reading.program : withGoods(draft, reading.problems)), [draft, reading]);
  // Kept while rendering, so that no frame shows the program of before.
  if (shown && shown !== readable) setReadable(shown);
  const isDirty = useMemo(() => JSON.stringify(draft) !== JSON.stringify(base), [draft, base]);
  const problems = (reading.ok ? serverProblems : reading.problems).map((problem) => ({
    ...problem,
    at: problem.path.join('.'),
  }));
  const isShown = (problem: { at: string }) => isShowingAll || touched.has(problem.at) || reading.ok;
  const isBelow = (place: string, path: string) => place === path || place.startsWith(`${path}.`);

  return {
    draft,
    base,
    root: rootPlace(draft, (edit, key) => dispatch({ edit, key })),
    reading,
    program: shown ?? readable,
    isDirty,
    history: {
      undo: history.past.length > 0 ? () => dispatch('undo') : null,
      redo: history.future.length > 0 ? () => dispatch('redo') : null,
    },
    reset: (to) => {
      setBase(to ?? base);
      dispatch({ reset: to ?? base });
      setTouched(new Set());
      setShowingAll(false);
    },
    keep: setBase,
    touch: (path) => setTouched((paths) => (paths.has(path) ? paths : new Set([...paths, path]))),
    showAll: () => setShowingAll(true),
    errorAt: (path) => {
      const problem = problems.find((candidate) => candidate.at === path);
      if (!problem || !isShown(problem)) return undefined;
      const key = `problems.${problem.code}`;
      return i18n.exists(key) ? t(key) : t('problems.invalid');
    },
    problemsBelow: (path) => problems.filter((problem) => isBelow(problem.at, path)).length,
    showsErrorBelow: (path) => problems.some((problem) => isBelow(problem.at, path) && isShown(problem)),
  };
}
