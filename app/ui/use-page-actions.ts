import { useBreakpoints, type MenuActionDescriptor, type MenuGroupDescriptor } from '@shopify/polaris';

/**
 * The actions in a page's head: on a desk some of them as buttons and the rest in menus with a name; on a phone, where Polaris
 * puts all of them into one menu, as one list. Polaris' menu of several parts is a list of what are no list items.
 */
export function usePageActions(
  secondaryActions: MenuActionDescriptor[],
  actionGroups: MenuGroupDescriptor[],
): { secondaryActions: MenuActionDescriptor[]; actionGroups?: MenuGroupDescriptor[] } {
  const { mdDown } = useBreakpoints();
  if (!mdDown) return { secondaryActions, actionGroups };
  return { secondaryActions: [...secondaryActions, ...actionGroups.flatMap(({ actions }) => [...actions])] };
}
