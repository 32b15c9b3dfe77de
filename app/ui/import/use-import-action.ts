import { useFetcher, useNavigate } from '@remix-run/react';
import { useState } from 'react';
import type { ImportAction } from '../../imports/screen.ts';
import { useAnswer } from '../use-answer.ts';

/** Sends what is to happen with an import; one that is let go leads back to the list. */
export function useImportAction(importId: string) {
  const navigate = useNavigate();
  const fetcher = useFetcher<{ ok: boolean }>();
  const [intent, setIntent] = useState<ImportAction['intent'] | null>(null);
  useAnswer(fetcher, () => {
    if (intent === 'discard') void navigate('/app/members/import');
  });
  return {
    send: (next: ImportAction['intent']) => {
      setIntent(next);
      const action: ImportAction = { intent: next, importId };
      void fetcher.submit(action, { method: 'post', encType: 'application/json' });
    },
    isSending: (asked: ImportAction['intent']) => intent === asked && fetcher.state !== 'idle',
  };
}
