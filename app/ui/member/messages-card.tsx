import { BlockStack, Card, Text, type BadgeProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberMessage } from '../../messages/of-member.server.ts';
import { messageWords } from '../../messages/words.ts';
import { HappenedList } from '../happened-list.tsx';

const tones: Record<MemberMessage['state'], BadgeProps['tone']> = {
  sent: 'success',
  waiting: 'info',
  skipped: undefined,
  dead: 'critical',
};

/** The latest messages to the member. Nothing while there are none. */
export function MessagesCard({ messages }: { messages: readonly MemberMessage[] }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  if (messages.length === 0) return null;
  const items = messages.map((message) => ({
    key: message.key,
    title: messageWords[locale].kinds[message.kind].label,
    badge: { tone: tones[message.state], text: t(`member.messages.${message.state}`) },
    at: message.at,
    text: t(`messages.channels.${message.channel}`),
  }));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.messages.title')}
        </Text>
        <HappenedList items={items} label={t('member.messages.title')} />
      </BlockStack>
    </Card>
  );
}
