/** The editor's state: what is typed, what is wrong with it, and whether it differs from what was loaded. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readProgram, type ProgramProblem, type ProgramReading } from '../../program/document.ts';
import { toDocument, type ProgramForm } from './form-state.ts';

export interface ProgramFormState {
  form: ProgramForm;
  document: unknown;
  reading: ProgramReading;
  isDirty: boolean;
  update(change: (form: ProgramForm) => ProgramForm): void;
  reset(to?: ProgramForm): void;
  /** This much is kept by the server now; what was typed since stays unsaved. */
  keep(saved: ProgramForm): void;
  /** From now on a problem at this place is shown: the merchant has left the field. */
  touch(path: string): void;
  /** From now on every problem is shown: the merchant wants to go on. */
  showAll(): void;
  /** What to do about the problem at a place such as "rewards.0.costPoints"; undefined when there is none to show. */
  errorAt(path: string): string | undefined;
}

/** @param serverProblems what the server found when it was asked to publish. */
export function useProgramForm(initial: ProgramForm, serverProblems: readonly ProgramProblem[] = []): ProgramFormState {
  const { t, i18n } = useTranslation();
  const [base, setBase] = useState(initial);
  const [form, setForm] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isShowingAll, setShowingAll] = useState(false);
  const document = useMemo(() => toDocument(form), [form]);
  const reading = useMemo(() => readProgram(document), [document]);
  const isDirty = useMemo(() => JSON.stringify(form) !== JSON.stringify(base), [form, base]);
  const problems = reading.ok ? serverProblems : reading.problems;

  return {
    form,
    document,
    reading,
    isDirty,
    update: (change) => setForm(change),
    reset: (to) => {
      setBase(to ?? base);
      setForm(to ?? base);
      setTouched(new Set());
      setShowingAll(false);
    },
    keep: setBase,
    touch: (path) => setTouched((paths) => (paths.has(path) ? paths : new Set([...paths, path]))),
    showAll: () => setShowingAll(true),
    errorAt: (path) => {
      const problem = problems.find((candidate) => candidate.path.join('.') === path);
      if (!problem || !(isShowingAll || touched.has(path) || serverProblems.includes(problem))) return undefined;
      const key = `problems.${problem.code}`;
      return i18n.exists(key) ? t(key) : t('problems.invalid');
    },
  };
}
