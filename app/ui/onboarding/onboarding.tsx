import { useFetcher } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { readProgram } from '../../program/document.ts';
import { exampleOrderMinor } from '../program-form/example-order.ts';
import { toForm } from '../program-form/form-state.ts';
import type { ProgramAction, ProgramActionAnswer } from '../../publishing/program-action.ts';
import { useProgramForm } from '../program-form/use-program-form.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { PointsStep } from './points-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { RewardsStep } from './rewards-step.tsx';

const steps = ['points', 'rewards', 'review'] as const;

interface OnboardingProps {
  document: unknown;
  averageOrderMinor: number | null;
}

export function Onboarding({ document, averageOrderMinor }: OnboardingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const fetcher = useFetcher<ProgramActionAnswer>();
  const [at, setAt] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const initial = useMemo(
    () => toForm(document, shop.currencyCode, format.locale),
    // What is typed from here on is newer than what was loaded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  const state = useProgramForm(initial, answer?.outcome === 'wrong' ? answer.problems : []);
  const exampleMinor = exampleOrderMinor(averageOrderMinor, shop.currencyCode);
  const step = steps[at] ?? 'points';
  const send = (action: ProgramAction) =>
    void fetcher.submit(JSON.stringify(action), { method: 'post', encType: 'application/json' });

  const goTo = (next: number) => {
    send({ intent: 'save', document: state.document, baseVersion: 0 });
    setAt(next);
  };
  const goOn = () => {
    state.showAll();
    const reading = readProgram(state.document);
    const isOfThisStep = (path: (string | number)[]) => (step === 'rewards') === (path[0] === 'rewards');
    if (reading.ok || !reading.problems.some((problem) => isOfThisStep(problem.path))) goTo(at + 1);
  };
  // The heading is read and scrolled to when the step changes, not when the page opens.
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else heading.current?.focus();
  }, [at]);

  return (
    <Page>
      <TitleBar title={t('onboarding.title')} />
      <BlockStack gap="500">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <BlockStack gap="300">
            <ol className="regulars-steps">
              {steps.map((name, index) => (
                <li
                  key={name}
                  data-number={index + 1}
                  data-state={index < at ? 'done' : index === at ? 'current' : 'next'}
                  {...(index === at ? { 'aria-current': 'step' as const } : {})}
                >
                  {t(`onboarding.steps.${name}`)}
                </li>
              ))}
            </ol>
            <h1 ref={heading} tabIndex={-1} className="regulars-heading">
              {t(`onboarding.${step}.heading`)}
            </h1>
            <Text as="p" variant="bodyLg" tone="subdued">
              {t(`onboarding.${step}.text`)}
            </Text>
          </BlockStack>
        </Box>
        {answer?.outcome === 'wrong' && <Banner tone="critical">{t('program.fixFirst')}</Banner>}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {step === 'points' && <PointsStep state={state} exampleMinor={exampleMinor} />}
              {step === 'rewards' && <RewardsStep state={state} exampleMinor={exampleMinor} />}
              {step === 'review' && <ReviewStep state={state} onEdit={goTo} />}
              <Box paddingInline={{ xs: '400', sm: '0' }}>
                <InlineStack align="space-between" gap="300">
                  {at > 0 ? <Button onClick={() => goTo(at - 1)}>{t('onboarding.back')}</Button> : <span />}
                  {step === 'review' ? (
                    <Button
                      variant="primary"
                      size="large"
                      loading={fetcher.state !== 'idle'}
                      onClick={() => send({ intent: 'publish', document: state.document, baseVersion: 0 })}
                    >
                      {t('onboarding.publish')}
                    </Button>
                  ) : (
                    <Button variant="primary" size="large" onClick={goOn}>
                      {t('onboarding.next')}
                    </Button>
                  )}
                </InlineStack>
              </Box>
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <StorefrontPreview form={state.form} exampleMinor={exampleMinor} />
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}
