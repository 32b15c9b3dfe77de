import { useFetcher } from '@remix-run/react';
import { useEffect, useMemo } from 'react';
import type { Segment } from '../../program/segments.ts';
import { useEditor } from './editor-context.tsx';

const none: Segment[] = [];

/** Groups by buying habits that the draft does not have yet; none while they are not known. */
export function useOfferedGroups(): Segment[] {
  const { draft } = useEditor();
  const fetcher = useFetcher<Segment[]>({ key: 'offered-groups' });
  const isUnasked = fetcher.state === 'idle' && fetcher.data === undefined;
  useEffect(() => {
    if (isUnasked) void fetcher.load('/app/program-groups');
    // Once: the fetcher is another object at each render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isUnasked]);
  const offered = fetcher.data ?? none;
  return useMemo(
    () => offered.filter(({ id }) => !draft.segments.some((segment) => segment.id === id)),
    [offered, draft.segments],
  );
}
