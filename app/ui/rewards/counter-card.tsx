import { useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Modal, Text, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { OpenService } from '../../rewards/hand-over.server.ts';
import type { AtCounter, CounterRefusal } from '../../rewards/rewards-action.ts';
import { nameOr } from '../member-names.ts';

interface CounterCardProps {
  services: readonly (OpenService & { name: string | null })[];
  /** What is about to be handed over, and has to be confirmed. */
  atCounter: AtCounter | null;
  refusal: CounterRefusal | null;
  isSending: boolean;
  onFind(code: string): void;
  onAsk(what: AtCounter | null): void;
  onGive(redemptionId: string): void;
}

/** What the shop's people hand over: by the code that a member shows, or from the list of what waits. */
export function CounterCard({ services, atCounter, refusal, isSending, onFind, onAsk, onGive }: CounterCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const [code, setCode] = useState('');
  const wordsOf = (what: AtCounter) => ({
    reward: inLocale(what.rewardTitle, format.locale),
    name: nameOr(what.name, what.customerId, t),
  });
  const find = (text: string) => {
    if (text.trim() !== '' && !isSending) onFind(text);
  };
  // Shopify's app on a telephone lends its camera; elsewhere a hand scanner types into the field.
  const [hasCamera, setHasCamera] = useState(false);
  useEffect(() => {
    // Shopify's frame is there only once the page lives in it.
    setHasCamera(bridge.environment?.mobile === true);
  }, [bridge]);
  const scan = async () => {
    const captured = await bridge.scanner.capture().catch(() => null);
    if (!captured) return;
    setCode(captured.data);
    find(captured.data);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('rewardsPage.counter.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('rewardsPage.counter.text')}
          </Text>
        </BlockStack>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            find(code);
          }}
        >
          <TextField
            label={t('rewardsPage.counter.code')}
            value={code}
            onChange={setCode}
            autoComplete="off"
            monospaced
            placeholder="7K3M-9QTX"
            error={refusal ? t(`rewardsPage.counter.refusals.${refusal}`) : undefined}
            connectedRight={
              <InlineStack gap="200" wrap={false}>
                <Button submit size="large" disabled={code.trim() === ''} loading={isSending}>
                  {t('rewardsPage.counter.find')}
                </Button>
                {hasCamera && (
                  <Button size="large" onClick={() => void scan()}>
                    {t('rewardsPage.counter.camera')}
                  </Button>
                )}
              </InlineStack>
            }
          />
        </form>
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t('rewardsPage.counter.waiting')}
          </Text>
          {services.length === 0 && (
            <Text as="p" tone="subdued">
              {t('rewardsPage.counter.none')}
            </Text>
          )}
          <ul className="regulars-timeline">
            {services.map((service) => (
              <li key={service.redemptionId}>
                <Text as="span" fontWeight="semibold" breakWord>
                  {inLocale(service.rewardTitle, format.locale)}
                </Text>
                <span className="regulars-points">
                  <code className="regulars-code">{service.code}</code>
                </span>
                <Text as="span" variant="bodySm" tone="subdued" breakWord>
                  {[
                    nameOr(service.name, service.customerId, t),
                    t('rewardsPage.counter.since', { date: format.date(service.createdAt) }),
                    ...(service.expiresAt
                      ? [t('rewardsPage.counter.until', { date: format.date(service.expiresAt) })]
                      : []),
                  ].join(' · ')}
                </Text>
                <InlineStack align="end">
                  <Button
                    variant="plain"
                    disabled={isSending}
                    accessibilityLabel={t('rewardsPage.counter.giveNamed', wordsOf(service))}
                    onClick={() => onAsk(service)}
                  >
                    {t('rewardsPage.counter.give')}
                  </Button>
                </InlineStack>
              </li>
            ))}
          </ul>
        </BlockStack>
      </BlockStack>
      <Modal
        open={atCounter !== null}
        onClose={() => onAsk(null)}
        title={t('rewardsPage.counter.confirmTitle')}
        primaryAction={{
          content: t('rewardsPage.counter.give'),
          loading: isSending,
          onAction: () => {
            if (!atCounter) return;
            onGive(atCounter.redemptionId);
            setCode('');
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => onAsk(null) }]}
      >
        <Modal.Section>
          {atCounter && (
            <BlockStack gap="200">
              <Text as="p">{t('rewardsPage.counter.confirmText', wordsOf(atCounter))}</Text>
              <Text as="p">
                <code className="regulars-code">{atCounter.code}</code>
              </Text>
            </BlockStack>
          )}
        </Modal.Section>
      </Modal>
    </Card>
  );
}
