/** The tabs of the members list: all, active and blocked members, and the views that the shop's people keep. */
import { useAppBridge } from '@shopify/app-bridge-react';
import { useFetcher, useNavigate, useSearchParams } from '@remix-run/react';
import type { IndexFiltersProps, TabProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { MembersAction, MembersAnswer } from '../../members/members-action.ts';
import { memberStatuses, viewOf, type MembersParams } from '../../members/members-params.ts';
import type { SavedView } from '../../members/saved-views.server.ts';
import { useAnswer } from '../use-answer.ts';

export function useViews(views: readonly SavedView[], params: MembersParams) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const navigate = useNavigate();
  const [searchParams] = useSearchParams();
  const fetcher = useFetcher<MembersAnswer>();
  useAnswer(fetcher, (answer) => {
    if (!answer.ok) bridge.toast.show(t(`members.refusals.${answer.refusal}`), { isError: true });
  });
  const send = (action: MembersAction) =>
    void fetcher.submit(action, { method: 'post', encType: 'application/json', action: '?index' });
  const save = (view: SavedView) => send({ intent: 'save_view', ...view });
  const open = (view: SavedView | null, status: string | null = null) => {
    const next = new URLSearchParams(view?.query ?? '');
    if (view) next.set('view', view.id);
    if (status && status !== 'all') next.set('status', status);
    void navigate(`?${next.toString()}`, { preventScrollReset: true });
  };
  const shown = viewOf(searchParams);
  const current = views.find(({ id }) => id === searchParams.get('view')) ?? null;

  const create = (name: string, query: string) => {
    const view = { id: crypto.randomUUID(), name, query };
    save(view);
    open(view);
  };
  const remove = (view: SavedView) => {
    send({ intent: 'delete_view', id: view.id });
    open(null);
    bridge.toast.show(t('members.views.deleted', { name: view.name }), {
      action: t('members.views.undo'),
      onAction: () => save(view),
    });
  };
  const tabs: TabProps[] = [
    ...memberStatuses.map((status) => ({
      id: status,
      content: t(`members.tabs.${status}`),
      isLocked: true,
      onAction: () => open(null, status),
    })),
    ...views.map((view): TabProps => ({
      id: view.id,
      content: view.name,
      onAction: () => open(view),
      actions: [
        { type: 'rename', onPrimaryAction: async (name: string) => (save({ ...view, name }), true) },
        { type: 'duplicate', onPrimaryAction: async (name: string) => (create(name, view.query), true) },
        { type: 'delete', onPrimaryAction: async () => (remove(view), true) },
      ],
    })),
  ];
  const selected = current
    ? memberStatuses.length + views.indexOf(current)
    : Math.max(0, memberStatuses.indexOf(params.filter.status));
  const isChanged = current ? viewOf(new URLSearchParams(current.query)) !== shown : shown !== '';
  const primaryAction: IndexFiltersProps['primaryAction'] = current
    ? {
        type: 'save',
        onAction: async () => (save({ ...current, query: shown }), true),
        disabled: !isChanged,
        loading: fetcher.state !== 'idle',
      }
    : {
        type: 'save-as',
        onAction: async (name) => (create(name, shown), true),
        disabled: !isChanged,
        loading: fetcher.state !== 'idle',
      };
  return {
    tabs,
    selected,
    primaryAction,
    /** Back to the view as it is kept, or to everyone. */
    reset: () => open(current, current ? null : params.filter.status),
    create: async (name: string) => (create(name, shown), true),
  };
}
