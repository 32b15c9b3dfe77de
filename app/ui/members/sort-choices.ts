/** What the members list can be sorted by, for Polaris' menu. Pure. */
import type { IndexFiltersProps } from '@shopify/polaris';
import { membersSorts } from '../../members/members-params.ts';

/** Keys of words: up, then down. */
const directions = {
  joined: ['oldest', 'newest'],
  last: ['longest', 'latest'],
} as const;

/** The way up stands first: Polaris takes the words of its two directions from there, whatever the values say. */
export function sortChoices(say: (key: string) => string): NonNullable<IndexFiltersProps['sortOptions']> {
  return membersSorts.flatMap((sort) => {
    const [up, down] = sort === 'joined' || sort === 'last' ? directions[sort] : (['lowest', 'highest'] as const);
    return [
      { label: say(`members.sort.${sort}`), value: `${sort} asc` as const, directionLabel: say(`members.sort.${up}`) },
      {
        label: say(`members.sort.${sort}`),
        value: `${sort} desc` as const,
        directionLabel: say(`members.sort.${down}`),
      },
    ];
  });
}
