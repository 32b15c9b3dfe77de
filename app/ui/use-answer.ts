import type { Fetcher } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isNoAnswer } from './kept-page.ts';

/**
 * Does something once for each answer of a fetcher, when the page shows what the answer changed: a toast, closing a
 * dialog. Where no answer came, that is told instead. @param onAnswer may be a new function at every render.
 */
export function useAnswer<Answer>(
  fetcher: Pick<Fetcher<Answer>, 'data' | 'state'>,
  onAnswer: (answer: Answer) => void,
): void {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const latest = useRef(onAnswer);
  useEffect(() => {
    latest.current = onAnswer;
  });
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  useEffect(() => {
    if (isNoAnswer(answer)) bridge.toast.show(t('errors.noAnswer'), { isError: true });
    else if (answer !== undefined) latest.current(answer);
    // Once for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [answer]);
}
