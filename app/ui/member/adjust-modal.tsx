import { Banner, BlockStack, FormLayout, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { readWhole } from '../program-form/typed-numbers.ts';

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
  const [direction, setDirection] = useState<'give' | 'take'>('give');
  const [points, setPoints] = useState('');
  const [note, setNote] = useState('');
  const [isChecked, setChecked] = useState(false);
  const whole = readWhole(points);
  const isPointsWrong = whole === null || whole === 0;
  const isNoteMissing = note.trim() === '';
  const change = direction === 'give' ? (whole ?? 0) : -(whole ?? 0);
  const refusalKey = `member.refusals.${refusal ?? ''}`;
  const refusalText = refusal ? (i18n.exists(refusalKey) ? t(refusalKey) : t('member.refusals.other')) : undefined;
  const isPointsRefused = refusal === 'insufficient_points' || refusal === 'points_invalid';
  const submit = () => {
    setChecked(true);
    if (!isPointsWrong && !isNoteMissing) onSend({ points: change, note: note.trim(), requestId });
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
            <FormLayout.Group>
              <Select
                label={t('member.adjust.direction')}
                options={[
                  { value: 'give', label: t('member.adjust.give') },
                  { value: 'take', label: t('member.adjust.take') },
                ]}
                value={direction}
                onChange={(value) => setDirection(value === 'take' ? 'take' : 'give')}
              />
              <TextField
                label={t('member.adjust.points')}
                value={points}
                onChange={setPoints}
                error={
                  isChecked && isPointsWrong
                    ? t('member.refusals.points_invalid')
                    : isPointsRefused
                      ? refusalText
                      : undefined
                }
                inputMode="numeric"
                autoComplete="off"
                autoFocus
              />
            </FormLayout.Group>
            <TextField
              label={t('member.adjust.note')}
              helpText={t('member.adjust.noteHelp')}
              value={note}
              onChange={setNote}
              error={isChecked && isNoteMissing ? t('member.refusals.note_missing') : undefined}
              maxLength={500}
              multiline={2}
              autoComplete="off"
            />
          </FormLayout>
          {/* Its line is there from the start, so that nothing moves when the first digit is typed. */}
          <Text as="p" tone="subdued">
            {t(change === 0 ? 'member.adjust.balance' : 'member.adjust.result', {
              before: format.number(availablePoints),
              after: format.number(availablePoints + change),
            })}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
