import { useEffect, useState } from 'react';
import type { PanelAnswer } from '../../analytics/answer-panel.server.ts';

/**
 * The answer of a panel, or null until there is one. The last one stays while another is on its way. Not by Suspense: what
 * changes on a page before such a part is taken over from the server would throw the part away and draw it anew.
 */
export function useAnswered(answer: PanelAnswer | Promise<PanelAnswer>): PanelAnswer | null {
  const [known, setKnown] = useState(answer instanceof Promise ? null : answer);
  useEffect(() => {
    if (!(answer instanceof Promise)) return setKnown(answer);
    let isAwaited = true;
    answer
      // Where the page broke off before it came.
      .catch((): PanelAnswer => ({ state: 'failed' }))
      .then((came) => {
        if (isAwaited) setKnown(came);
      });
    return () => {
      isAwaited = false;
    };
  }, [answer]);
  return answer instanceof Promise ? known : answer;
}
