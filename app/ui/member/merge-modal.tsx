import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, DataTable, InlineStack, Modal, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberAction, MemberActionAnswer, OtherMember } from '../../members/member-action.ts';
import { nameOr } from '../member-names.ts';
import { useAnswer } from '../use-answer.ts';

interface MergeModalProps {
  here: { name: string; availablePoints: number; pendingPoints: number; orders: number };
  refusal: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(otherId: string): void;
}

/** Finds the other member, shows what would come along, and merges when that is confirmed. */
export function MergeModal({ here, refusal, isSending, onClose, onSend }: MergeModalProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const finder = useFetcher<MemberActionAnswer>();
  const [text, setText] = useState('');
  const [other, setOther] = useState<OtherMember | null>(null);
  useAnswer(finder, () => undefined);
  const answer = finder.data;
  const others = answer?.ok && answer.intent === 'find_other' ? answer.others : null;
  const find = () => {
    setOther(null);
    const action: MemberAction = { intent: 'find_other', text };
    if (text.trim()) void finder.submit(action, { method: 'post', encType: 'application/json' });
  };
  const refusalKey = `member.refusals.${refusal ?? ''}`;
  const rows = other
    ? ([
        ['points', here.availablePoints, other.availablePoints],
        ['pending', here.pendingPoints, other.pendingPoints],
        ['orders', here.orders, other.orders],
      ] as const)
    : [];
  return (
    <Modal
      open
      onClose={onClose}
      title={t('member.merge.title')}
      primaryAction={{
        content: t('member.merge.send'),
        destructive: true,
        disabled: !other,
        loading: isSending,
        onAction: () => other && onSend(other.memberId),
      }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusal && (
            <Banner tone="critical">{i18n.exists(refusalKey) ? t(refusalKey) : t('member.refusals.other')}</Banner>
          )}
          <Text as="p">{t('member.merge.text')}</Text>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              find();
            }}
          >
            <TextField
              label={t('member.merge.search')}
              placeholder={t('member.merge.searchHelp')}
              value={text}
              onChange={setText}
              autoComplete="off"
              autoFocus
              connectedRight={
                <Button submit loading={finder.state !== 'idle'}>
                  {t('member.merge.find')}
                </Button>
              }
            />
          </form>
          <div aria-live="polite">
            {others?.length === 0 && finder.state === 'idle' && (
              <Text as="p" tone="subdued">
                {t('member.merge.none')}
              </Text>
            )}
            {others && others.length > 0 && !other && (
              <BlockStack as="ul" gap="200">
                {others.map((found) => {
                  const name = nameOr(found.name, found.customerId, t);
                  return (
                    <li key={found.memberId}>
                      <InlineStack align="space-between" blockAlign="center" gap="200">
                        <Text as="span">{`${name} · ${format.number(found.availablePoints)}`}</Text>
                        <Button
                          onClick={() => setOther(found)}
                          accessibilityLabel={`${t('member.merge.choose')}: ${name}`}
                        >
                          {t('member.merge.choose')}
                        </Button>
                      </InlineStack>
                    </li>
                  );
                })}
              </BlockStack>
            )}
          </div>
          {other && (
            <BlockStack gap="300">
              <DataTable
                columnContentTypes={['text', 'numeric', 'numeric', 'numeric']}
                headings={['', here.name, nameOr(other.name, other.customerId, t), t('member.merge.after')]}
                rows={rows.map(([key, a, b]) => [
                  t(`member.merge.${key}`),
                  format.number(a),
                  format.number(b),
                  format.number(a + b),
                ])}
              />
              <Text as="p" tone="subdued">
                {t('member.merge.shopify')}
              </Text>
            </BlockStack>
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
