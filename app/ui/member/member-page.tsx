import { useFetcher } from '@remix-run/react';
import { TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Layout, Modal, Page, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberAction, MemberActionAnswer } from '../../members/member-action.ts';
import type { MemberOrder, MemberRedemption, MemberView, TimelinePage } from '../../members/member-view.server.ts';
import { nameOr } from '../member-names.ts';
import { Timeline } from '../timeline.tsx';
import { useAnswer } from '../use-answer.ts';
import type { MemberDoings } from '../../activities/member-doings.server.ts';
import type { ReferralView } from '../../referrals/referral-view.ts';
import type { RecordedTierChange, TierPicture } from '../../tiers/describe.ts';
import { ActivitiesCard } from './activities-card.tsx';
import { AdjustModal } from './adjust-modal.tsx';
import { BalanceCard } from './balance-card.tsx';
import { LevelSection } from './level-section.tsx';
import { OrdersCard } from './orders-card.tsx';
import { ReferralsCard } from './referrals-card.tsx';
import { RedemptionsCard } from './redemptions-card.tsx';

interface MemberPageProps {
  member: MemberView;
  name: string | null;
  olderThan: string | null;
  timeline: TimelinePage;
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
  timeline,
  orders,
  redemptions,
  levels,
  doings,
  referrals,
}: MemberPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = nameOr(name, member.customerId, t);
  const [dialog, setDialog] = useState<'adjust' | 'block' | 'level' | null>(null);
  const { send, answer, isSending, forget } = useMemberActions(() => setDialog(null));
  const isBlocked = member.status === 'blocked';
  const canChange = member.status === 'active' || isBlocked;
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
              onAction: () => {
                forget();
                setDialog('adjust');
              },
            },
            secondaryActions: [
              {
                content: t(isBlocked ? 'member.unblock' : 'member.block'),
                destructive: !isBlocked,
                loading: isSending && dialog === null,
                onAction: () => (isBlocked ? send({ intent: 'unblock' }) : setDialog('block')),
              },
            ],
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
                <Card>
                  <BlockStack gap="300">
                    <Text as="h2" variant="headingMd">
                      {t('member.timeline.title')}
                    </Text>
                    {timeline.entries.length > 0 ? (
                      <Timeline items={timeline.entries} label={t('member.timeline.title')} />
                    ) : (
                      <Text as="p" tone="subdued">
                        {t('member.timeline.empty')}
                      </Text>
                    )}
                    {(timeline.olderThan || olderThan) && (
                      <InlineStack gap="300">
                        {olderThan && (
                          <Button url={`/app/members/${member.memberId}`}>{t('member.timeline.newest')}</Button>
                        )}
                        {timeline.olderThan && (
                          <Button url={`?olderThan=${timeline.olderThan}`}>{t('member.timeline.older')}</Button>
                        )}
                      </InlineStack>
                    )}
                  </BlockStack>
                </Card>
                <ReferralsCard {...referrals} />
                <ActivitiesCard {...doings} />
                <OrdersCard orders={orders} />
              </BlockStack>
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <BlockStack gap="400">
                <BalanceCard member={member} />
                {levels && (
                  <LevelSection
                    {...levels}
                    canChange={canChange}
                    isOpen={dialog === 'level'}
                    refusal={answer && !answer.ok && answer.intent === 'level' ? answer.refusal : null}
                    isSending={isSending}
                    onOpen={() => {
                      forget();
                      setDialog('level');
                    }}
                    onClose={() => setDialog(null)}
                    onSend={(gift) => send({ intent: 'level', ...gift })}
                  />
                )}
                <RedemptionsCard
                  redemptions={redemptions}
                  isSending={isSending}
                  onCancel={(redemptionId) => send({ intent: 'cancel', redemptionId })}
                />
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

/** Sends what the merchant asks for, and says what became of it. @param onDone closes what was open. */
function useMemberActions(onDone: () => void) {
  const { t, i18n } = useTranslation();
  const bridge = useAppBridge();
  const fetcher = useFetcher<MemberActionAnswer>();
  const [answer, setAnswer] = useState<MemberActionAnswer>();
  useAnswer(fetcher, (next) => {
    setAnswer(next);
    if (next.ok) {
      onDone();
      bridge.toast.show(t(`member.done.${next.intent}`));
    } else if (next.intent !== 'adjust' && next.intent !== 'level') {
      const key = `member.refusals.${next.refusal}`;
      bridge.toast.show(i18n.exists(key) ? t(key) : t('member.refusals.other'), { isError: true });
    }
  });
  return {
    answer,
    isSending: fetcher.state !== 'idle',
    forget: () => setAnswer(undefined),
    send: (action: MemberAction) => void fetcher.submit(action, { method: 'post', encType: 'application/json' }),
  };
}
