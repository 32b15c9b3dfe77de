import { useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

interface ReceiverCardProps {
  which: 'gateway' | 'webhook';
  url: string;
  /** Null until an address was saved. */
  secret: string | null;
  problem: string | undefined;
  isSending: boolean;
  onChange: (url: string) => void;
  onRenew: () => void;
}

/** An address of the merchant's that messages are posted to, and the secret that signs them. */
export function ReceiverCard({ which, url, secret, problem, isSending, onChange, onRenew }: ReceiverCardProps) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const copy = () =>
    navigator.clipboard.writeText(secret ?? '').then(
      () => bridge.toast.show(t('messages.receiver.copied')),
      () => bridge.toast.show(t('messages.receiver.notCopied'), { isError: true }),
    );
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t(`messages.${which}.title`)}
          </Text>
          <Text as="p" tone="subdued">
            {t(`messages.${which}.text`)}
          </Text>
        </BlockStack>
        <TextField
          id={`messages-${which}Url`}
          type="url"
          label={t('messages.receiver.url')}
          value={url}
          error={problem}
          placeholder="https://"
          onChange={onChange}
          autoComplete="off"
        />
        {secret && (
          <BlockStack gap="200">
            <TextField
              label={t('messages.receiver.secret')}
              helpText={t('messages.receiver.secretHelp')}
              value={secret}
              readOnly
              monospaced
              autoComplete="off"
            />
            <InlineStack gap="200">
              <Button onClick={() => void copy()}>{t('messages.receiver.copy')}</Button>
              <Button tone="critical" variant="tertiary" disabled={isSending} onClick={onRenew}>
                {t('messages.receiver.renew')}
              </Button>
            </InlineStack>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
