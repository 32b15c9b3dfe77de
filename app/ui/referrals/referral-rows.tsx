/** Referrals one below the other, each with what was decided and why, and a dialog to decide otherwise. */
import { useFetcher } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { Badge, BlockStack, Button, InlineStack, Link, Text, type BadgeProps } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { ReferralAction, ReferralAnswer, ReferralView } from '../../referrals/referral-view.ts';
import { nameOr } from '../member-names.ts';
import { ReasonModal } from '../reason-modal.tsx';
import { useAnswer } from '../use-answer.ts';
import { usePointName } from '../use-point-name.ts';

const tones: Record<ReferralView['state'], BadgeProps['tone']> = {
  claimed: undefined,
  held: 'attention',
  rewarded: 'success',
  refused: 'critical',
  reversed: undefined,
};

interface ReferralRowsProps {
  rows: readonly ReferralView[];
  /** Names of customers by their id, as far as Shopify told them. */
  names: Record<string, string>;
  /** Whether each row says who recommended. */
  withAdvocate?: boolean;
}

export function ReferralRows({ rows, names, withAdvocate = false }: ReferralRowsProps) {
  const { t, i18n } = useTranslation();
  const bridge = useAppBridge();
  const fetcher = useFetcher<ReferralAnswer>();
  const [asked, setAsked] = useState<ReferralView | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useAnswer(fetcher, (answer) => {
    if (answer.ok) {
      setAsked(null);
      bridge.toast.show(t(answer.accept ? 'referrals.decide.accepted' : 'referrals.decide.refused'));
    } else {
      const key = `referrals.refusals.${answer.refusal}`;
      setRefusal(i18n.exists(key) ? t(key) : t('member.refusals.other'));
    }
  });
  const send = (action: ReferralAction) =>
    void fetcher.submit(action, { method: 'post', action: '/app/referrals', encType: 'application/json' });
  return (
    <>
      <ul className="regulars-timeline">
        {rows.map((row) => (
          <ReferralRow
            key={row.id}
            row={row}
            names={names}
            withAdvocate={withAdvocate}
            onDecide={() => {
              setRefusal(null);
              setAsked(row);
            }}
          />
        ))}
      </ul>
      {asked && (
        <ReasonModal
          title={t(isAgainst(asked) ? 'referrals.decide.acceptTitle' : 'referrals.decide.refuseTitle')}
          text={t(isAgainst(asked) ? 'referrals.decide.acceptText' : 'referrals.decide.refuseText')}
          send={t(isAgainst(asked) ? 'referrals.decide.accept' : 'referrals.decide.refuse')}
          isDestructive={!isAgainst(asked)}
          help={t('referrals.decide.reasonHelp')}
          refusal={refusal}
          isSending={fetcher.state !== 'idle'}
          onClose={() => setAsked(null)}
          onSend={(reason) => send({ referralId: asked.id, accept: isAgainst(asked), reason })}
        />
      )}
    </>
  );
}

function isAgainst({ state }: ReferralView): boolean {
  return state === 'refused' || state === 'reversed';
}

interface ReferralRowProps {
  row: ReferralView;
  names: Record<string, string>;
  withAdvocate: boolean;
  onDecide(): void;
}

function ReferralRow({ row, names, withAdvocate, onDecide }: ReferralRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const nameOf = (customerId: string | null) => names[customerId ?? ''];
  const friend =
    row.friendId === null && row.friendCustomerId === null
      ? t('referrals.guest')
      : nameOr(nameOf(row.friendCustomerId), row.friendCustomerId, t);
  const advocate = nameOr(nameOf(row.advocateCustomerId), row.advocateCustomerId, t);
  const label = t(isAgainst(row) ? 'referrals.decide.accept' : 'referrals.decide.refuse');
  const facts = [
    t(row.orderId ? 'referrals.ordered' : 'referrals.came', { date: format.date(row.at) }),
    ...(row.state === 'held' && row.dueAt ? [t('referrals.due', { date: format.date(row.dueAt) })] : []),
    ...(row.points > 0 ? [sayPoints(row.points, { locale: format.locale, pointName })] : []),
  ];
  const canDecide = !(isAgainst(row) && (row.reasons.includes('own_link') || row.reasons.includes('order_gone')));
  return (
    <li>
      <BlockStack gap="050">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {row.friendId ? <Link url={`/app/members/${row.friendId}`}>{friend}</Link> : friend}
          </Text>
          {withAdvocate && (
            <Text as="span" tone="subdued">
              {t('referrals.by')} <Link url={`/app/members/${row.advocateId}`}>{advocate}</Link>
            </Text>
          )}
        </InlineStack>
        <Text as="p" variant="bodySm" tone="subdued">
          {facts.join(' · ')}
          {row.orderId && row.orderName && (
            <>
              {' · '}
              <Link url={`shopify://admin/orders/${row.orderId}`} target="_top">
                {row.orderName}
              </Link>
            </>
          )}
        </Text>
      </BlockStack>
      <span className="regulars-points">
        <Badge tone={tones[row.state]}>{t(`referrals.state.${row.state}`)}</Badge>
      </span>
      <div className="regulars-timeline-wide">
        <InlineStack gap="300" align="space-between" blockAlign="end" wrap>
          <BlockStack gap="050">
            {row.reasons.map((reason) => (
              <Text as="p" key={reason}>
                {t(`referrals.reasons.${reason}`)}
              </Text>
            ))}
            {row.byHand !== null && (
              <Text as="p" tone="subdued">
                {t('referrals.byHand', { reason: row.byHand })}
              </Text>
            )}
          </BlockStack>
          {canDecide && (
            <Button variant="plain" accessibilityLabel={`${label}: ${friend}`} onClick={onDecide}>
              {label}
            </Button>
          )}
        </InlineStack>
      </div>
    </li>
  );
}
