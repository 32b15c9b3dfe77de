/** One button of the page at a time: sends what it asks, tells the outcome, and knows which one is at work. */
import { useFetcher } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { OperationsAction, OperationsAnswer } from '../../operations/operations-view.ts';
import { useAnswer } from '../use-answer.ts';

export interface Act {
  send(action: OperationsAction): void;
  isBusy: boolean;
}

export function useOperations(onDone?: () => void): Act {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const fetcher = useFetcher<OperationsAnswer>();
  useAnswer(fetcher, (answer) => {
    const isBad = answer.outcome === 'wrong';
    const count = 'count' in answer ? answer.count : 1;
    bridge.toast.show(t(`operations.done.${answer.outcome}`, { count, number: format.number(count) }), {
      isError: isBad,
    });
    if (!isBad) onDone?.();
  });
  return {
    send: (action) =>
      void fetcher.submit(action, { method: 'post', action: '/app/operations?index', encType: 'application/json' }),
    isBusy: fetcher.state !== 'idle',
  };
}
