import { Banner, BlockStack, FormLayout, Modal, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { AdjustmentFields, readAdjustment, useNote, type Adjustment } from '../members/adjustment-fields.tsx';

interface AdjustModalProps {
  availablePoints: number;
  /** Why the last try was refused, or null. */
  refusal: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(adjustment: { points: number; note: string; requestId: string }): void;
}

/** Gives or takes points by hand. The request id is made when the dialog opens, so that one dialog is one adjustment. */
export function AdjustModal({ availablePoints, refusal, isSending, onClose, onSend }: AdjustModalProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [requestId] = useState(() => crypto.randomUUID());
  const [adjustment, setAdjustment] = useState<Adjustment>({ direction: 'give', points: '' });
  const { note, field: noteField } = useNote();
  const [isChecked, setChecked] = useState(false);
  const change = readAdjustment(adjustment);
  const refusalKey = `member.refusals.${refusal ?? ''}`;
  const refusalText = refusal ? (i18n.exists(refusalKey) ? t(refusalKey) : t('member.refusals.other')) : undefined;
  const isPointsRefused = refusal === 'insufficient_points' || refusal === 'points_invalid';
  const submit = () => {
    setChecked(true);
    if (change !== null && note !== '') onSend({ points: change, note, requestId });
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('member.adjust.title')}
      primaryAction={{ content: t('member.adjust.send'), onAction: submit, loading: isSending }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusalText && !isPointsRefused && <Banner tone="critical">{refusalText}</Banner>}
          <FormLayout>
            <AdjustmentFields
              label={t('member.adjust.points')}
              value={adjustment}
              onChange={setAdjustment}
              error={
                isChecked && change === null
                  ? t('member.refusals.points_invalid')
                  : isPointsRefused
                    ? refusalText
                    : undefined
              }
            />
            {noteField(isChecked)}
          </FormLayout>
          {/* Its line is there from the start, so that nothing moves when the first digit is typed. */}
          <Text as="p" tone="subdued">
            {t(!change ? 'member.adjust.balance' : 'member.adjust.result', {
              before: format.number(availablePoints),
              after: format.number(availablePoints + (change ?? 0)),
            })}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
