import { BlockStack, Card, InlineGrid, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { MessagesForm } from '../../messages/messages-action.ts';
import type { Change } from './messages-page.tsx';

interface MailCardProps {
  form: MessagesForm;
  from: string | null;
  problemAt: (field: string) => string | undefined;
  onChange: Change;
}

/** Who mail comes from, where answers go, and its color. */
export function MailCard({ form, from, problemAt, onChange }: MailCardProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('messages.mail.title')}
          </Text>
          {from && (
            <Text as="p" tone="subdued">
              {t('messages.mail.from', { address: from })}
            </Text>
          )}
        </BlockStack>
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="300">
          {(['replyTo', 'merchantEmail'] as const).map((field) => (
            <TextField
              key={field}
              id={`messages-${field}`}
              type="email"
              label={t(`messages.mail.${field}`)}
              helpText={t(`messages.mail.${field}Help`)}
              value={form[field]}
              error={problemAt(field)}
              onChange={(address) => onChange({ [field]: address.trim() })}
              autoComplete="email"
            />
          ))}
        </InlineGrid>
        <label className="regulars-color">
          <input type="color" value={form.accent} onChange={(event) => onChange({ accent: event.target.value })} />
          {t('messages.mail.accent')}
        </label>
      </BlockStack>
    </Card>
  );
}
