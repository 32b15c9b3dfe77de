import { useRevalidator } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Button, InlineStack, Page, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Checklist } from '../checklist.tsx';
import { StepList } from './step-list.tsx';

const LOOK_AGAIN_MS = 5000;

interface OnboardingDoneProps {
  firstOrder: boolean;
  firstRedemption: boolean;
}

/** The program is live: showing it in the store and trying it out, ticked off as it happens. */
export function OnboardingDone(milestones: OnboardingDoneProps) {
  const { t } = useTranslation();
  const { revalidate } = useRevalidator();
  const isAllDone = milestones.firstOrder && milestones.firstRedemption;
  useEffect(() => {
    if (isAllDone) return;
    // What happens in the store meanwhile is seen without reloading; a page that nobody looks at asks nothing.
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') revalidate();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAllDone, revalidate]);
  return (
    <Page narrowWidth>
      <TitleBar title={t('onboarding.title')} />
      <BlockStack gap="500">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <BlockStack gap="400">
            <StepList current="store" />
            <BlockStack gap="200">
              <h1 className="regulars-heading">{t('onboarding.done.heading')}</h1>
              <Text as="p" variant="bodyLg" tone="subdued">
                {t('onboarding.done.text')}
              </Text>
            </BlockStack>
          </BlockStack>
        </Box>
        <Checklist {...milestones} />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack align="end">
            <Button url="/app" variant="primary" size="large">
              {t('onboarding.done.home')}
            </Button>
          </InlineStack>
        </Box>
      </BlockStack>
    </Page>
  );
}
