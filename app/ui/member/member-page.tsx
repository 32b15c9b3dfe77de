import { useFetcher } from '@remix-run/react';
import { TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { Badge, Banner, BlockStack, Layout, Modal, Page, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberAction, MemberActionAnswer } from '../../members/member-action.ts';
import type { MemberOrder, MemberRedemption, MemberView, TimelinePage } from '../../members/member-view.server.ts';
import { nameOr } from '../member-names.ts';
import { useAnswer } from '../use-answer.ts';
import { usePageActions } from '../use-page-actions.ts';
import type { NextExpiry } from '../../expiry/next-expiry.server.ts';
import type { MemberMessage } from '../../messages/of-member.server.ts';
import type { TimelineFilter } from '../../members/timeline-filter.ts';
import type { MemberDoings } from '../../activities/member-doings.server.ts';
import type { ReferralView } from '../../referrals/referral-view.ts';
import type { RecordedTierChange, TierPicture } from '../../tiers/describe.ts';
import { ActivitiesCard } from './activities-card.tsx';
import { AdjustModal } from './adjust-modal.tsx';
import { BalanceCard } from './balance-card.tsx';
import { ExtendModal } from './extend-modal.tsx';
import { HistoryCard } from './history-card.tsx';
import { LevelSection } from './level-section.tsx';
import { MergeModal } from './merge-modal.tsx';
import { MessagesCard } from './messages-card.tsx';
import { NoteCard } from './note-card.tsx';
import { OrdersCard } from './orders-card.tsx';
import { ReferralsCard } from './referrals-card.tsx';
import { RedemptionsCard } from './redemptions-card.tsx';

interface MemberPageProps {
  member: MemberView;
  name: string | null;
  olderThan: string | null;
  shown: TimelineFilter;
  timeline: TimelinePage;
  expiries: NextExpiry[];
  messages: MemberMessage[];
  /** Orders that count, for what a merge would make. */
  orderCount: number;
  orders: MemberOrder[];
  redemptions: MemberRedemption[];
  doings: MemberDoings;
  referrals: { rows: ReferralView[]; names: Record<string, string> };
  levels: { picture: TierPicture; changes: RecordedTierChange[] } | null;
}

export function MemberPage({
  member,
  name,
  olderThan,
  shown,
  timeline,
  expiries,
  messages,
  orderCount,
  orders,
  redemptions,
  levels,
  doings,
  referrals,
}: MemberPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = nameOr(name, member.customerId, t);
  const [dialog, setDialog] = useState<'adjust' | 'extend' | 'block' | 'level' | 'merge' | 'erase' | null>(null);
  const { send, answer, isSending, forget } = useMemberActions(() => setDialog(null));
  const isBlocked = member.status === 'blocked';
  const open = (next: typeof dialog) => {
    forget();
    setDialog(next);
  };
  const canChange = member.status === 'active' || isBlocked;
  const actions = usePageActions(
    [
      {
        content: t(isBlocked ? 'member.unblock' : 'member.block'),
        destructive: !isBlocked,
        loading: isSending && dialog === null,
        onAction: () => (isBlocked ? send({ intent: 'unblock' }) : setDialog('block')),
      },
    ],
    [
      {
        title: t('member.more'),
        actions: [
          { content: t('member.merge.open'), onAction: () => open('merge') },
          { content: t('member.erase.open'), destructive: true, onAction: () => open('erase') },
        ],
      },
    ],
  );
  return (
    <Page
      title={title}
      backAction={{ content: t('members.title'), url: '/app/members' }}
      titleMetadata={
        <Badge tone={member.status === 'active' ? 'success' : isBlocked ? 'critical' : undefined}>
          {t(`members.status.${member.status}`)}
        </Badge>
      }
      subtitle={t('member.joined', { date: format.date(member.joinedAt), via: t(`member.via.${member.joinedVia}`) })}
      {...(canChange
        ? {
            primaryAction: {
              content: t('member.adjust.open'),
              onAction: () => open('adjust'),
            },
            ...actions,
          }
        : {})}
    >
      <TitleBar title={title} />
      <BlockStack gap="400">
        <StatusBanner member={member} />
        <div className="regulars-member">
          <Layout>
            <Layout.Section>
              <BlockStack gap="400">
                <HistoryCard timeline={timeline} filter={shown} isOlder={olderThan !== null} />
                <ReferralsCard {...referrals} />
                <ActivitiesCard {...doings} />
                <OrdersCard orders={orders} />
              </BlockStack>
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <BlockStack gap="400">
                <BalanceCard member={member} expiries={expiries} onExtend={canChange ? () => open('extend') : null} />
                {levels && (
                  <LevelSection
                    {...levels}
                    canChange={canChange}
                    isOpen={dialog === 'level'}
                    refusal={answer && !answer.ok && answer.intent === 'level' ? answer.refusal : null}
                    isSending={isSending}
                    onOpen={() => open('level')}
                    onClose={() => setDialog(null)}
                    onSend={(gift) => send({ intent: 'level', ...gift })}
                  />
                )}
                <RedemptionsCard
                  redemptions={redemptions}
                  isSending={isSending}
                  onCancel={(redemptionId) => send({ intent: 'cancel', redemptionId })}
                />
                {canChange && (
                  <NoteCard
                    note={member.note}
                    isSending={isSending}
                    onSave={(note) => send({ intent: 'note', note })}
                  />
                )}
                <MessagesCard messages={messages} />
              </BlockStack>
            </Layout.Section>
          </Layout>
        </div>
      </BlockStack>
      {dialog === 'adjust' && (
        <AdjustModal
          availablePoints={member.availablePoints}
          refusal={answer && !answer.ok && answer.intent === 'adjust' ? answer.refusal : null}
          isSending={isSending}
          onClose={() => setDialog(null)}
          onSend={(adjustment) => send({ intent: 'adjust', ...adjustment })}
        />
      )}
      {dialog === 'extend' && (
        <ExtendModal
          expiries={expiries}
          refusal={answer && !answer.ok && answer.intent === 'extend' ? answer.refusal : null}
          isSending={isSending}
          onClose={() => setDialog(null)}
          onSend={(extension) => send({ intent: 'extend', ...extension })}
        />
      )}
      {dialog === 'merge' && (
        <MergeModal
          here={{
            ...{ name: title, availablePoints: member.availablePoints, pendingPoints: member.pendingPoints },
            orders: orderCount,
          }}
          refusal={answer && !answer.ok && answer.intent === 'merge' ? answer.refusal : null}
          isSending={isSending}
          onClose={() => setDialog(null)}
          onSend={(otherId) => send({ intent: 'merge', otherId })}
        />
      )}
      <Modal
        open={dialog === 'erase'}
        onClose={() => setDialog(null)}
        title={t('member.erase.title', { name: title })}
        primaryAction={{
          content: t('member.erase.send'),
          destructive: true,
          loading: isSending,
          onAction: () => send({ intent: 'erase' }),
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setDialog(null) }]}
      >
        <Modal.Section>
          <Text as="p">{t('member.erase.text')}</Text>
        </Modal.Section>
      </Modal>
      <Modal
        open={dialog === 'block'}
        onClose={() => setDialog(null)}
        title={t('member.blockTitle', { name: title })}
        primaryAction={{
          content: t('member.block'),
          destructive: true,
          loading: isSending,
          onAction: () => send({ intent: 'block' }),
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setDialog(null) }]}
      >
        <Modal.Section>
          <Text as="p">{t('member.blockText')}</Text>
        </Modal.Section>
      </Modal>
    </Page>
  );
}

function StatusBanner({ member }: { member: MemberView }) {
  const { t } = useTranslation();
  if (member.status === 'active') return null;
  return (
    <Banner
      tone={member.status === 'blocked' ? 'warning' : 'info'}
      {...(member.mergedInto
        ? { action: { content: t('member.mergedOpen'), url: `/app/members/${member.mergedInto}` } }
        : {})}
    >
      {t(`member.statusText.${member.status}`)}
    </Banner>
  );
}

/** What takes it back: an adjustment the other way round, the old date. The journal keeps both. Null where nothing does. */
function undoOf(action: MemberAction, sayNote: (note: string) => string): MemberAction | null {
  if (action.intent === 'extend') return { intent: 'restore', requestId: action.requestId };
  if (action.intent !== 'adjust') return null;
  const { points, note } = action;
  return { intent: 'adjust', points: -points, note: sayNote(note).slice(0, 500), requestId: crypto.randomUUID() };
}

/** Sends what the merchant asks for, and says what became of it. @param onDone closes what was open. */
function useMemberActions(onDone: () => void) {
  const { t, i18n } = useTranslation();
  const bridge = useAppBridge();
  const fetcher = useFetcher<MemberActionAnswer>();
  const [answer, setAnswer] = useState<MemberActionAnswer>();
  const [undo, setUndo] = useState<MemberAction | null>(null);
  const submit = (action: MemberAction) => void fetcher.submit(action, { method: 'post', encType: 'application/json' });
  const send = (action: MemberAction) => {
    setUndo(undoOf(action, (note) => t('member.undoNote', { note })));
    submit(action);
  };
  useAnswer(fetcher, (next) => {
    setAnswer(next);
    if (next.ok) {
      onDone();
      bridge.toast.show(
        t(`member.done.${next.intent}`),
        undo ? { action: t('member.undo'), onAction: () => submit(undo) } : {},
      );
      setUndo(null);
    } else if (!next.intent || !['adjust', 'extend', 'level', 'merge'].includes(next.intent)) {
      const key = `member.refusals.${next.refusal}`;
      bridge.toast.show(i18n.exists(key) ? t(key) : t('member.refusals.other'), { isError: true });
    }
  });
  return { answer, isSending: fetcher.state !== 'idle', forget: () => setAnswer(undefined), send };
}
