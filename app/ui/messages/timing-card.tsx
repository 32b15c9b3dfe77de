import { BlockStack, Card, Checkbox, ChoiceList, InlineGrid, Select, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MessagesForm } from '../../messages/messages-action.ts';
import type { Change } from './messages-page.tsx';

/** When messages go out, and whether at all. */
export function TimingCard({ form, onChange }: { form: MessagesForm; onChange: Change }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' });
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    label: clock.format(new Date(Date.UTC(2026, 0, 1, hour))),
    value: String(hour),
  }));
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('messages.when.title')}
        </Text>
        <ChoiceList
          title={t('messages.when.earned')}
          choices={[
            { label: t('messages.when.earnedDaily'), value: 'daily' },
            { label: t('messages.when.earnedEach'), value: 'each' },
          ]}
          selected={[form.earned]}
          onChange={([earned]) => onChange({ earned: earned === 'each' ? 'each' : 'daily' })}
        />
        <BlockStack gap="200">
          <InlineGrid columns={2} gap="300">
            {(['from', 'until'] as const).map((end) => (
              <Select
                key={end}
                label={t(end === 'from' ? 'messages.when.quietFrom' : 'messages.when.quietUntil')}
                options={hours}
                value={String(form.quietHours[end])}
                onChange={(hour) => onChange({ quietHours: { ...form.quietHours, [end]: Number(hour) } })}
              />
            ))}
          </InlineGrid>
          <Text as="p" tone="subdued">
            {t('messages.when.quietHelp')}
          </Text>
        </BlockStack>
        <Checkbox
          label={t('messages.when.paused')}
          helpText={t('messages.when.pausedHelp')}
          checked={form.paused}
          onChange={(paused) => onChange({ paused })}
        />
      </BlockStack>
    </Card>
  );
}
