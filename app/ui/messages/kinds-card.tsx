import { Badge, BlockStack, Card, Checkbox, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { channels, kindFacts, messageKinds, type Channel, type MessageKind } from '../../messages/kinds.ts';
import type { MessagesForm } from '../../messages/messages-action.ts';
import type { MessagesOverview } from '../../messages/overview.server.ts';
import { usableChannels } from '../../messages/settings.ts';
import { messageWords } from '../../messages/words.ts';
import type { Change } from './messages-page.tsx';

interface KindsCardProps extends Pick<MessagesOverview, 'available' | 'sent'> {
  form: MessagesForm;
  onChange: Change;
}

/** Every kind of message, with the channels that it goes out by. */
export function KindsCard({ form, available, sent, onChange }: KindsCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const chosen = (kind: MessageKind): readonly Channel[] => form.kinds[kind] ?? kindFacts[kind].byDefault;
  const toggle = (kind: MessageKind, channel: Channel, isOn: boolean) => {
    const next = channels.filter((one) => (one === channel ? isOn : chosen(kind).includes(one)));
    onChange({ kinds: { ...form.kinds, [kind]: next } });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('messages.kinds.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('messages.kinds.text')}
          </Text>
          {channels.some((channel) => !available[channel]) && (
            <Text as="p" tone="subdued">
              {t('messages.kinds.unavailable')}
            </Text>
          )}
        </BlockStack>
        <ul className="regulars-kinds">
          {messageKinds.map((kind) => {
            const { label } = messageWords[format.locale].kinds[kind];
            return (
              <li key={kind}>
                <div className="regulars-kinds-name">
                  <InlineStack gap="200" blockAlign="center">
                    <Text as="h3" variant="bodyMd" fontWeight="semibold">
                      {label}
                    </Text>
                    {kindFacts[kind].needsConsent && <Badge>{t('messages.kinds.consent')}</Badge>}
                  </InlineStack>
                  <InlineStack gap="200" blockAlign="center">
                    <Link
                      url={`/app/messages/${kind}`}
                      accessibilityLabel={t('messages.kinds.wordsOf', { kind: label })}
                    >
                      {t('messages.kinds.words')}
                    </Link>
                    {sent[kind] && (
                      <Text as="span" tone="subdued" variant="bodySm">
                        {t('messages.kinds.sent', { count: sent[kind], number: format.number(sent[kind]) })}
                      </Text>
                    )}
                  </InlineStack>
                </div>
                <div className="regulars-kinds-channels" role="group" aria-label={label}>
                  {usableChannels(kind).map((channel) => (
                    <div key={channel} className="regulars-kinds-channel" data-channel={channel}>
                      <Checkbox
                        label={t(`messages.channels.${channel}`)}
                        checked={chosen(kind).includes(channel)}
                        disabled={!available[channel]}
                        onChange={(isOn) => toggle(kind, channel, isOn)}
                      />
                    </div>
                  ))}
                </div>
              </li>
            );
          })}
        </ul>
      </BlockStack>
    </Card>
  );
}
