/**
 * Keeps what is being set up at the server, by itself: a while after typing stops and at every step, one request after the
 * other, so that closing the tab loses nothing.
 */
import { useFetcher } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgramAction, ProgramActionAnswer, TheirDraft } from '../../publishing/program-action.ts';
import { isNoAnswer } from '../kept-page.ts';
import type { ProgramDraft } from '../program-form/draft.ts';
import type { Step } from './step-list.tsx';

const KEEP_AFTER_MS = 1200;

export interface KeptDraft {
  answer: ProgramActionAnswer | undefined;
  isSending: boolean;
  /** What somebody else of the team saved since; null while nobody has. */
  theirs: TheirDraft | null;
  keep(document: unknown, step: Step): void;
  publish(document: unknown): void;
  /** Goes on from what the other has saved. */
  goOnFrom(revision: number): void;
}

/** @param firstRevision of the draft that was loaded, 0 for none. @param isDirty whether something is not kept yet. */
export function useKeptDraft(
  firstRevision: number,
  { draft, isDirty, step }: { draft: ProgramDraft; isDirty: boolean; step: Step },
  onKept: (document: unknown) => void,
): KeptDraft {
  const fetcher = useFetcher<ProgramActionAnswer>();
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const revision = useRef(firstRevision);
  const sent = useRef<{ document: unknown; step: Step } | null>(null);
  const waiting = useRef<(() => void) | null>(null);
  const isIdle = fetcher.state === 'idle';
  const isUnanswered = isIdle && isNoAnswer(fetcher.data);
  const answer = isIdle && !isNoAnswer(fetcher.data) ? fetcher.data : undefined;
  const submit = (action: ProgramAction) =>
    void fetcher.submit(JSON.stringify(action), {
      method: 'post',
      action: '/app/onboarding',
      encType: 'application/json',
    });
  const afterwards = (work: () => void) => {
    if (isIdle) work();
    else waiting.current = work;
  };
  const keep = (document: unknown, at: Step) =>
    afterwards(() => {
      sent.current = { document, step: at };
      submit({ intent: 'save', document, baseVersion: 0, revision: revision.current, step: at });
    });
  const publish = (document: unknown) =>
    afterwards(() => {
      sent.current = null;
      submit({ intent: 'publish', document, baseVersion: 0, revision: revision.current });
    });

  useEffect(() => {
    if (!isIdle) return;
    // What is kept by itself is tried again by itself; what was pressed is told of.
    if (isUnanswered && !sent.current) bridge.toast.show(t('errors.noAnswer'), { isError: true });
    if (answer && 'revision' in answer) revision.current = answer.revision;
    if (answer?.outcome === 'saved' && sent.current) onKept(sent.current.document);
    sent.current = null;
    const next = waiting.current;
    waiting.current = null;
    next?.();
    // Once for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isIdle, answer]);

  const [settled, setSettled] = useState<TheirDraft | null>(null);
  const theirs = answer?.outcome === 'draft_conflict' && answer.theirs !== settled ? answer.theirs : null;
  useEffect(() => {
    if (!isDirty || !isIdle || theirs || step === 'choose') return;
    const timer = setTimeout(() => keep(draft, step), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
    // A new timer for each change of the draft.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [draft, isDirty, isIdle, step, theirs]);

  return {
    answer,
    isSending: !isIdle,
    theirs,
    keep,
    publish,
    goOnFrom: (next) => {
      revision.current = next;
      setSettled(theirs);
    },
  };
}
