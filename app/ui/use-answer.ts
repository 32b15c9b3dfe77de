import type { Fetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/**
 * Does something once for each answer of a fetcher, when the page shows what the answer changed: a toast, closing a
 * dialog. @param onAnswer may be a new function at every render.
 */
export function useAnswer<Answer>(
  fetcher: Pick<Fetcher<Answer>, 'data' | 'state'>,
  onAnswer: (answer: Answer) => void,
): void {
  const latest = useRef(onAnswer);
  useEffect(() => {
    latest.current = onAnswer;
  });
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  useEffect(() => {
    if (answer !== undefined) latest.current(answer);
  }, [answer]);
}
