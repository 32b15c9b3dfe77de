import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import type { Showcase } from '../shopify/showcase.server.ts';

/** A product of the shop and its store's address, one question for all who ask; null until they are known. */
export function useShowcase(): Showcase | null {
  const fetcher = useFetcher<Showcase>({ key: 'showcase' });
  const isUnasked = fetcher.state === 'idle' && fetcher.data === undefined;
  useEffect(() => {
    if (isUnasked) void fetcher.load('/app/program-showcase');
    // Once: the fetcher is another object at each render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isUnasked]);
  return fetcher.data ?? null;
}
