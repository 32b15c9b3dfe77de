/** At the counter, mostly on a phone or a tablet: scan a card, give stamps, see how far the member is. */
import { useAppBridge } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Button, Card, InlineStack, Link, Text, TextField } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScannedMember, ScanRefusal } from '../../activities/activities-action.ts';
import { inLocale, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { nameOr } from '../member-names.ts';
import { usePointName } from '../use-point-name.ts';
import { useActivities } from './use-activities.ts';

const MOST_STAMPS = 20;

export function ScanPage() {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const [card, setCard] = useState('');
  const [stamps, setStamps] = useState(1);
  const [result, setResult] = useState<ScannedMember | null>(null);
  const [refusal, setRefusal] = useState<ScanRefusal | null>(null);
  // One wish of staff is one request, however often it is sent.
  const requestId = useRef('');
  const sent = useRef('');
  const { send, isSending } = useActivities((answer) => {
    setResult(answer.outcome === 'scanned' ? answer.member : null);
    setRefusal(answer.outcome === 'scan_refused' ? answer.refusal : null);
    if (answer.outcome === 'not_understood') setRefusal('unknown_card');
    if (answer.outcome !== 'scanned') return;
    // A card that was read meanwhile stays.
    setCard((read) => (read === sent.current ? '' : read));
    setStamps(1);
  });
  const give = (code: string, again = false) => {
    if (code.trim() === '' || isSending) return;
    requestId.current = crypto.randomUUID();
    sent.current = code;
    send({ intent: 'scan', card: code, stamps, requestId: requestId.current, again });
  };
  // Shopify's app on a telephone lends its camera; elsewhere a hand scanner types into the field.
  const [hasCamera, setHasCamera] = useState(false);
  useEffect(() => setHasCamera(bridge.environment?.mobile === true), [bridge]);
  const scan = async () => {
    const captured = await bridge.scanner.capture().catch(() => null);
    if (!captured) return;
    setCard(captured.data);
    give(captured.data);
  };
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('activities.scan.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('activities.scan.text')}
            </Text>
          </BlockStack>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              give(card);
            }}
          >
            <BlockStack gap="400">
              <TextField
                label={t('activities.scan.card')}
                helpText={t('activities.scan.cardHelp')}
                value={card}
                onChange={setCard}
                autoComplete="off"
                // The attribute of HTML does nothing in a frame of another origin but complain.
                focused
              />
              <InlineStack gap="300" blockAlign="center">
                <Text as="span" id="stamps-label">
                  {t('activities.scan.stamps')}
                </Text>
                <InlineStack gap="200" blockAlign="center">
                  <Button
                    accessibilityLabel={t('activities.scan.fewer')}
                    disabled={stamps <= 1}
                    onClick={() => setStamps(stamps - 1)}
                  >
                    −
                  </Button>
                  <Text as="span" variant="headingMd">
                    {stamps}
                  </Text>
                  <Button
                    accessibilityLabel={t('activities.scan.more')}
                    disabled={stamps >= MOST_STAMPS}
                    onClick={() => setStamps(stamps + 1)}
                  >
                    +
                  </Button>
                </InlineStack>
              </InlineStack>
              <InlineStack gap="200">
                <Button variant="primary" size="large" submit loading={isSending} disabled={card.trim() === ''}>
                  {t('activities.scan.give')}
                </Button>
                {hasCamera && (
                  <Button size="large" onClick={() => void scan()}>
                    {t('activities.scan.camera')}
                  </Button>
                )}
              </InlineStack>
            </BlockStack>
          </form>
          <div aria-live="polite">
            {result && <Result member={result} />}
            {refusal && (
              <Banner
                tone="warning"
                {...(refusal === 'just_scanned'
                  ? { action: { content: t('activities.scan.again'), onAction: () => give(card, true) } }
                  : {})}
              >
                {t(`activities.scan.refusals.${refusal}`)}
              </Banner>
            )}
          </div>
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function Result({ member }: { member: ScannedMember }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const points = (count: number) => sayPoints(count, { locale: format.locale, pointName });
  return (
    <div className="regulars-scan-result">
      <BlockStack gap="200">
        <Link url={`/app/members/${member.memberId}`} monochrome>
          <span className="regulars-scan-name">{nameOr(member.name, member.customerId, t)}</span>
        </Link>
        <Text as="p" fontWeight="semibold">
          {t('activities.scan.earned', { points: points(member.points) })}
        </Text>
        {member.goals.map((goal) => (
          <Text as="p" key={inLocale(goal.title, format.locale)}>
            {t('activities.scan.progress', {
              title: inLocale(goal.title, format.locale),
              progress: format.number(goal.progress),
              target: format.number(goal.target),
            })}
          </Text>
        ))}
        <Text as="p">{t('activities.scan.balance', { points: points(member.availablePoints) })}</Text>
      </BlockStack>
    </div>
  );
}
