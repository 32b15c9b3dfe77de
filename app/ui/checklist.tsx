/** The first steps of a shop. Knows by itself what is done; goes away when everything is. */
import { BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useShowcase } from './use-showcase.ts';
import { ThemeEditorButton, useEmbedStatus } from './theme-embed.tsx';

export function Checklist({ firstOrder, firstRedemption }: { firstOrder: boolean; firstRedemption: boolean }) {
  const { t } = useTranslation();
  const embed = useEmbedStatus();
  const storeUrl = useShowcase()?.storeUrl;
  // A redemption happens on the storefront only, so the embed must be on even where the admin cannot tell.
  const isEmbedOn = embed === 'on' || (embed === 'unknown' && firstRedemption);
  const steps = [
    { id: 'published', isDone: true },
    { id: 'embed', isDone: isEmbedOn },
    { id: 'order', isDone: firstOrder },
    { id: 'redemption', isDone: firstRedemption },
  ];
  const done = steps.filter((step) => step.isDone).length;
  if (done === steps.length) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="150">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {t('checklist.title')}
            </Text>
            <Text as="span" tone="subdued">
              {t('checklist.progress', { done, all: steps.length })}
            </Text>
          </InlineStack>
          <ProgressBar progress={(done / steps.length) * 100} size="small" tone="success" animated={false} />
        </BlockStack>
        <ul className="regulars-checklist">
          {steps.map((step) => (
            <li key={step.id}>
              <span className="regulars-check" data-done={step.isDone} aria-hidden="true">
                {step.isDone ? '✓' : ''}
              </span>
              <BlockStack gap="100">
                <Text
                  as="span"
                  fontWeight={step.isDone ? 'regular' : 'semibold'}
                  tone={step.isDone ? 'subdued' : 'base'}
                >
                  {t(`checklist.${step.id}.title`)}
                  <Text as="span" visuallyHidden>
                    {' '}
                    {t(step.isDone ? 'checklist.done' : 'checklist.open')}
                  </Text>
                </Text>
                {(!step.isDone || step.id === 'embed') && (
                  <Text as="span" tone="subdued">
                    {t(step.id === 'embed' && step.isDone ? 'checklist.embed.doneText' : `checklist.${step.id}.text`)}
                  </Text>
                )}
                {/* The admin tells a moment later whether it is on, and the store's address comes later too: nothing moves then. */}
                {step.id === 'embed' && (
                  <div>
                    <ThemeEditorButton />
                  </div>
                )}
                {!step.isDone && step.id === 'order' && (
                  <div>
                    <Button url={storeUrl ?? undefined} target="_blank" disabled={!storeUrl}>
                      {t('checklist.order.store')}
                    </Button>
                  </div>
                )}
              </BlockStack>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
