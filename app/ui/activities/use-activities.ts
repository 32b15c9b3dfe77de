import { useFetcher } from '@remix-run/react';
import type { ActivitiesAction, ActivitiesAnswer } from '../../activities/activities-action.ts';
import { useAnswer } from '../use-answer.ts';

/** Asks for something on any page of activities. @param onAnswer is called once for each answer. */
export function useActivities(onAnswer: (answer: ActivitiesAnswer) => void) {
  const fetcher = useFetcher<ActivitiesAnswer>();
  useAnswer(fetcher, onAnswer);
  return {
    isSending: fetcher.state !== 'idle',
    send: (action: ActivitiesAction) =>
      void fetcher.submit(JSON.stringify(action), {
        method: 'post',
        action: '/app/activities',
        encType: 'application/json',
      }),
  };
}
