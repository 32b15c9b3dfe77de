/** Asks for a reason before something is let go or settled: nobody does that silently. */
import { FormLayout, Modal, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ReasonModalProps {
  kind: 'discard' | 'settle';
  isBusy: boolean;
  onClose(): void;
  onSend(reason: string): void;
}

export function ReasonModal({ kind, isBusy, onClose, onSend }: ReasonModalProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <Modal
      open
      onClose={onClose}
      title={t(`operations.${kind}.title`)}
      primaryAction={{
        content: t(`operations.${kind}.do`),
        destructive: kind === 'discard',
        loading: isBusy,
        onAction: () => {
          setChecked(true);
          if (!isMissing) onSend(reason.trim());
        },
      }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <FormLayout>
          <Text as="p">{t(`operations.${kind}.text`)}</Text>
          <TextField
            label={t('operations.reason')}
            helpText={t('operations.reasonHelp')}
            value={reason}
            onChange={setReason}
            error={isChecked && isMissing ? t('operations.reasonMissing') : undefined}
            maxLength={500}
            multiline={2}
            autoComplete="off"
          />
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}
