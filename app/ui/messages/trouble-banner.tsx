import { Banner, BlockStack, Text } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { Trouble } from '../../messages/overview.server.ts';

interface TroubleBannerProps {
  trouble: Trouble[];
  isSending: boolean;
  onRetry: () => void;
}

/** What could not be sent, why, and what to do about it. */
export function TroubleBanner({ trouble, isSending, onRetry }: TroubleBannerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (trouble.length === 0) return null;
  const isDead = trouble.some(({ state }) => state === 'dead');
  return (
    <Banner
      tone={isDead ? 'critical' : 'warning'}
      title={t(isDead ? 'messages.trouble.dead' : 'messages.trouble.waiting')}
      {...(isDead ? { action: { content: t('messages.trouble.retry'), onAction: onRetry, loading: isSending } } : {})}
    >
      <BlockStack gap="200">
        {trouble.map(({ channel, reason, state, messages, lastAt }) => (
          <div key={`${channel} ${reason} ${state}`}>
            <Text as="p" fontWeight="semibold">
              {t('messages.trouble.line', {
                count: messages,
                number: format.number(messages),
                channel: t(`messages.channels.${channel}`),
                when: format.dateTime(lastAt),
                state: t(`messages.trouble.states.${state}`),
              })}
            </Text>
            <Text as="p">{sayReason(reason, t)}</Text>
          </div>
        ))}
      </BlockStack>
    </Banner>
  );
}

const known = new Set([
  ...['smtp_not_set_up', 'smtp_login', 'smtp_no_answer', 'address_refused', 'shopify_no_answer', 'shopify_refused'],
  ...['no_answer', 'not_https', 'private_address', 'unknown_host', 'has_credentials', 'internal'],
]);

/** Why a message was not sent, and what to do. */
export function sayReason(reason: string, t: TFunction): string {
  const key = reasonKey(reason);
  return t(`messages.reasons.${key}`, { status: reason.split('_').at(-1) ?? '' });
}

/** Answers of servers carry their number, which is no word of its own. */
function reasonKey(reason: string): string {
  if (known.has(reason)) return reason;
  if (reason.startsWith('smtp_')) return 'smtp_refused';
  return reason.startsWith('http_') ? 'http_refused' : 'internal';
}
