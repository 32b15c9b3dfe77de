import { useFetcher, useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { defaultProgram } from '../../program/default-program.ts';
import { findTemplate } from '../../program/templates/registry.ts';
import type { ProgramAction, ProgramActionAnswer } from '../../publishing/program-action.ts';
import { toDraft } from '../program-form/draft.ts';
import { EditorProvider } from '../program-form/editor-context.tsx';
import { exampleOrderMinor } from '../program-form/example-order.ts';
import { useGoodsNames } from '../program-form/use-goods-names.ts';
import { useProgramDraft } from '../program-form/use-program-draft.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { ChooseStep } from './choose-step.tsx';
import { PointsStep } from './points-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { RewardsStep } from './rewards-step.tsx';

const steps = ['choose', 'points', 'rewards', 'review'] as const;

interface OnboardingProps {
  /** What was begun before; null for nothing yet. */
  document: unknown;
  averageOrderMinor: number | null;
}

export function Onboarding({ document, averageOrderMinor }: OnboardingProps) {
  const { t } = useTranslation();
  const { currencyCode } = useShop();
  const fetcher = useFetcher<ProgramActionAnswer>();
  const [search, setSearch] = useSearchParams();
  const [at, setAt] = useState(document === null ? 0 : 1);
  const heading = useRef<HTMLHeadingElement>(null);
  const initial = useMemo(
    () => toDraft(document ?? defaultProgram(currencyCode), currencyCode),
    // What is typed from here on is newer than what was loaded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  const problems = answer?.outcome === 'wrong' ? answer.problems : [];
  const state = useProgramDraft(initial, defaultProgram(currencyCode), problems);
  const names = useGoodsNames(state.draft);
  const exampleMinor = exampleOrderMinor(averageOrderMinor, currencyCode);
  const step = steps[at] ?? 'choose';
  const template = step === 'choose' ? findTemplate(search.get('template') ?? '') : null;
  const send = (action: ProgramAction) =>
    void fetcher.submit(JSON.stringify(action), { method: 'post', encType: 'application/json' });

  const goTo = (next: number) => {
    if (at > 0) send({ intent: 'save', document: state.draft, baseVersion: 0 });
    setAt(next);
  };
  const take = (chosen: unknown) => {
    const draft = toDraft(chosen, currencyCode);
    state.reset(draft);
    send({ intent: 'save', document: draft, baseVersion: 0 });
    setSearch({}, { replace: true });
    setAt(1);
  };
  const goOn = () => {
    state.showAll();
    const { reading } = state;
    const isOfThisStep = (path: (string | number)[]) => (step === 'rewards') === (path[0] === 'rewards');
    if (reading.ok || !reading.problems.some((problem) => isOfThisStep(problem.path))) goTo(at + 1);
  };
  // The heading is read and scrolled to when the step changes, not when the page opens.
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else heading.current?.focus();
  }, [at, template]);

  return (
    <EditorProvider value={{ ...state, published: null, exampleMinor, names }}>
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
          {step === 'choose' ? (
            <ChooseStep template={template} exampleMinor={exampleMinor} onTake={take} />
          ) : (
            <Layout>
              <Layout.Section>
                <BlockStack gap="400">
                  {step === 'points' && <PointsStep exampleMinor={exampleMinor} />}
                  {step === 'rewards' && <RewardsStep />}
                  {step === 'review' && <ReviewStep onEdit={goTo} />}
                  <Box paddingInline={{ xs: '400', sm: '0' }}>
                    <InlineStack align="space-between" gap="300">
                      <Button onClick={() => goTo(at - 1)}>{t('onboarding.back')}</Button>
                      {step === 'review' ? (
                        <Button
                          variant="primary"
                          size="large"
                          loading={fetcher.state !== 'idle'}
                          onClick={() => send({ intent: 'publish', document: state.draft, baseVersion: 0 })}
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
                <StorefrontPreview program={state.program} exampleMinor={exampleMinor} />
              </Layout.Section>
            </Layout>
          )}
        </BlockStack>
      </Page>
    </EditorProvider>
  );
}
