import { Badge, BlockStack, Card, Text, type BadgeProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberMessage } from '../../messages/of-member.server.ts';
import { messageWords } from '../../messages/words.ts';

const tones: Record<MemberMessage['state'], BadgeProps['tone']> = {
  sent: 'success',
  waiting: 'info',
  skipped: undefined,
  dead: 'critical',
};

/** The latest messages to the member. Nothing while there are none. */
export function MessagesCard({ messages }: { messages: readonly MemberMessage[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (messages.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.messages.title')}
        </Text>
        <ul className="regulars-timeline">
          {messages.map((message) => (
            <li key={message.key}>
              <Text as="span">{messageWords[format.locale].kinds[message.kind].label}</Text>
              <span className="regulars-points">
                <Badge tone={tones[message.state]}>{t(`member.messages.${message.state}`)}</Badge>
              </span>
              <span className="regulars-timeline-wide">
                <Text as="span" variant="bodySm" tone="subdued">
                  {`${t(`messages.channels.${message.channel}`)} · ${format.dateTime(message.at)}`}
                </Text>
              </span>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
