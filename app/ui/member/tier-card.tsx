import { Badge, BlockStack, Button, Card, Divider, InlineStack, List, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { DescribedTiers, TierHistoryEntry } from '../../tiers/describe.ts';

interface TierCardProps {
  tiers: DescribedTiers;
  history: readonly TierHistoryEntry[];
  /** Opens the dialog; null for members who cannot be changed. */
  onGive: (() => void) | null;
}

/** The level's color, beside its name, which says the same. */
const dot = { width: '0.875rem', height: '0.875rem', borderRadius: '50%' } as const;

/** A member's level: why, until when, how far the next one is, what it gives, and how it came about. */
export function TierCard({ tiers, history, onGive }: TierCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { member } = tiers;
  const level = tiers.levels.find(({ id }) => id === member?.levelId) ?? null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('member.level.title')}
          </Text>
          {onGive && (
            <Button variant="plain" onClick={onGive}>
              {t('member.level.give')}
            </Button>
          )}
        </InlineStack>
        <InlineStack gap="200" blockAlign="center">
          {level && <span style={{ ...dot, background: level.color }} aria-hidden="true" />}
          <Text as="p" variant="headingLg">
            {level?.name ?? t('member.level.none')}
          </Text>
          {member?.source && member.source !== 'qualified' && (
            <Badge tone="info">{t(`member.level.source.${member.source}`)}</Badge>
          )}
        </InlineStack>
        {member?.why && (
          <Text as="p" tone="subdued">
            {member.why}
          </Text>
        )}
        {member?.toKeep && member.until && (
          <Text as="p">{t('member.level.toKeep', { missing: member.toKeep.missingText })}</Text>
        )}
        {member?.next && (
          <BlockStack gap="150">
            <ProgressBar
              progress={Math.floor(member.next.progressPpm / 10_000)}
              size="small"
              tone="primary"
              ariaLabelledBy="member-level-next"
            />
            <Text as="p" id="member-level-next">
              {t('member.level.next', {
                missing: member.next.missingText,
                level: member.next.name,
                value: member.valueText,
              })}
            </Text>
          </BlockStack>
        )}
        {level && level.perks.length > 0 && (
          <>
            <Divider />
            <Text as="h3" variant="headingSm">
              {t('member.level.perks')}
            </Text>
            <List gap="extraTight">
              {level.perks.map((perk) => (
                <List.Item key={perk.text}>{perk.text}</List.Item>
              ))}
            </List>
          </>
        )}
        {history.length > 0 && (
          <>
            <Divider />
            <Text as="h3" variant="headingSm">
              {t('member.level.history')}
            </Text>
            <BlockStack gap="200" as="ol">
              {history.map((entry) => (
                <li key={entry.at + entry.title}>
                  <Text as="span" fontWeight="semibold">
                    {entry.title}
                  </Text>{' '}
                  <Text as="span" variant="bodySm" tone="subdued">
                    <time dateTime={entry.at}>{format.date(entry.at)}</time>
                  </Text>
                  <Text as="p" tone="subdued">
                    {entry.text}
                  </Text>
                </li>
              ))}
            </BlockStack>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
