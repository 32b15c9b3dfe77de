import { Banner, FormLayout, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DescribedTiers } from '../../tiers/describe.ts';

export interface LevelGift {
  tierId: string | null;
  until: string | null;
  reason: string;
}

interface LevelModalProps {
  tiers: DescribedTiers;
  /** Why the last try was refused, or null. */
  refusal: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(gift: LevelGift): void;
}

/** Gives a level by hand, with a reason and perhaps an end; or takes back the one that was given. */
export function LevelModal({ tiers, refusal, isSending, onClose, onSend }: LevelModalProps) {
  const { t, i18n } = useTranslation();
  const [tierId, setTierId] = useState(tiers.levels.at(-1)?.id ?? '');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isReasonMissing = reason.trim() === '';
  const refusalKey = `member.refusals.${refusal ?? ''}`;
  const refusalText = refusal ? (i18n.exists(refusalKey) ? t(refusalKey) : t('member.refusals.other')) : undefined;
  const submit = () => {
    setChecked(true);
    if (!isReasonMissing) onSend({ tierId, until: until === '' ? null : until, reason: reason.trim() });
  };
  const isGiven = tiers.member?.isGiven ?? false;
  return (
    <Modal
      open
      onClose={onClose}
      title={t('member.level.give')}
      primaryAction={{ content: t('member.level.send'), onAction: submit, loading: isSending }}
      secondaryActions={[
        ...(isGiven
          ? [
              {
                content: t('member.level.takeBack'),
                destructive: true,
                onAction: () => onSend({ tierId: null, until: null, reason: '' }),
              },
            ]
          : []),
        { content: t('common.cancel'), onAction: onClose },
      ]}
    >
      <Modal.Section>
        <FormLayout>
          {refusalText && refusal !== 'date_past' && <Banner tone="critical">{refusalText}</Banner>}
          <FormLayout.Group>
            <Select
              label={t('member.level.level')}
              options={tiers.levels.map(({ id, name }) => ({ value: id, label: name }))}
              value={tierId}
              onChange={setTierId}
            />
            <TextField
              label={t('member.level.until')}
              type="date"
              value={until}
              onChange={setUntil}
              helpText={t('member.level.untilHelp')}
              error={refusal === 'date_past' ? refusalText : undefined}
              autoComplete="off"
            />
          </FormLayout.Group>
          <TextField
            label={t('member.level.reason')}
            helpText={t('member.level.reasonHelp')}
            value={reason}
            onChange={setReason}
            error={isChecked && isReasonMissing ? t('member.refusals.note_missing') : undefined}
            maxLength={500}
            multiline={2}
            autoComplete="off"
          />
          <Text as="p" tone="subdued">
            {t('member.level.higher')}
          </Text>
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}
