/** Asks for a reason before something is decided: nobody does that silently. */
import { Banner, FormLayout, Modal, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ReasonModalProps {
  title: string;
  text: string;
  /** What the button says, and whether it takes something away. */
  send: string;
  isDestructive: boolean;
  /** Who reads the reason. */
  help: string;
  /** Why the last try was refused, in words, or null. */
  refusal?: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(reason: string): void;
}

export function ReasonModal(props: ReasonModalProps) {
  const { title, text, send, isDestructive, help, refusal, isSending, onClose, onSend } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      primaryAction={{
        content: send,
        destructive: isDestructive,
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
          <Text as="p">{text}</Text>
          <TextField
            label={t('operations.reason')}
            helpText={help}
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
