import { Banner, FormLayout, Modal, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface DecideModalProps {
  accept: boolean;
  /** Why the last try was refused, in words, or null. */
  refusal: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(reason: string): void;
}

/** Accepts or refuses a referral by hand; a reason is asked for. */
export function DecideModal({ accept, refusal, isSending, onClose, onSend }: DecideModalProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <Modal
      open
      onClose={onClose}
      title={t(accept ? 'referrals.decide.acceptTitle' : 'referrals.decide.refuseTitle')}
      primaryAction={{
        content: t(accept ? 'referrals.decide.accept' : 'referrals.decide.refuse'),
        destructive: !accept,
        loading: isSending,
        onAction: () => {
          setChecked(true);
          if (!isMissing) onSend(reason.trim());
        },
      }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <FormLayout>
          {refusal && <Banner tone="critical">{refusal}</Banner>}
          <Text as="p">{t(accept ? 'referrals.decide.acceptText' : 'referrals.decide.refuseText')}</Text>
          <TextField
            label={t('referrals.decide.reason')}
            helpText={t('referrals.decide.reasonHelp')}
            value={reason}
            onChange={setReason}
            error={isChecked && isMissing ? t('referrals.refusals.reason_missing') : undefined}
            maxLength={500}
            multiline={2}
            autoComplete="off"
          />
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}
