import { useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, Page, Text } from '@shopify/polaris';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { defaultProgram } from '../../program/default-program.ts';
import { findTemplate } from '../../program/templates/registry.ts';
import { DraftConflict } from '../program-form/draft-conflict.tsx';
import { toDraft } from '../program-form/draft.ts';
import { EditorProvider } from '../program-form/editor-context.tsx';
import { exampleOrderMinor } from '../program-form/example-order.ts';
import { useGoodsNames } from '../program-form/use-goods-names.ts';
import { useProgramChecks } from '../program-form/use-program-checks.ts';
import { useProgramDraft } from '../program-form/use-program-draft.ts';
import { WithPreview } from '../program-form/with-preview.tsx';
import { ChooseStep } from './choose-step.tsx';
import { PointsStep } from './points-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { RewardsStep } from './rewards-step.tsx';
import { readStep, StepList, steps, type Step } from './step-list.tsx';
import { useKeptDraft } from './use-kept-draft.ts';

interface OnboardingProps {
  /** What was begun before, and where it was left; null for nothing yet. */
  begun: { document: unknown; revision: number; step: string } | null;
  averageOrderMinor: number | null;
}

/** From nothing to a program that can be published. Left at any moment, it goes on where it was. */
export function Onboarding({ begun, averageOrderMinor }: OnboardingProps) {
  const { t } = useTranslation();
  const { currencyCode } = useShop();
  const [search, setSearch] = useSearchParams();
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const initial = useMemo(
    () => toDraft(begun?.document ?? defaultProgram(currencyCode), currencyCode),
    // What is typed from here on is newer than what was loaded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const left = useMemo(
    () => readStep(begun?.step) ?? (begun ? 'points' : 'choose'),
    // Where it was left, not where it is now.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const asked = readStep(search.get('step')) ?? left;
  const step: Step = asked === 'store' ? 'review' : asked;
  const fallback = useMemo(() => defaultProgram(currencyCode), [currencyCode]);
  const state = useProgramDraft(initial, fallback);
  const kept = useKeptDraft(begun?.revision ?? 0, { draft: state.draft, isDirty: state.isDirty, step }, (document) =>
    state.keep(toDraft(document, currencyCode)),
  );
  const names = useGoodsNames(state.draft);
  const exampleMinor = exampleOrderMinor(averageOrderMinor, currencyCode);
  const checks = useProgramChecks(state.reading, null, exampleMinor);
  const template = step === 'choose' ? findTemplate(search.get('template') ?? '') : null;

  const goTo = (next: Step) => {
    if (step !== 'choose') kept.keep(state.draft, next);
    setSearch({ step: next });
  };
  const take = (chosen: unknown) => {
    const draft = toDraft(chosen, currencyCode);
    state.reset(draft);
    kept.keep(draft, 'points');
    setSearch({ step: 'points' });
  };
  const goOn = () => {
    state.showAll();
    const { reading } = state;
    const isOfThisStep = (path: (string | number)[]) => (step === 'rewards') === (path[0] === 'rewards');
    if (reading.ok || !reading.problems.some((problem) => isOfThisStep(problem.path))) goTo(after(step));
    else goToProblem(form);
  };
  const publish = () => {
    state.showAll();
    if (state.reading.ok) kept.publish(state.draft);
    else goToProblem(form);
  };
  // The heading is read and scrolled to when the step changes, not when the page opens.
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else heading.current?.focus();
  }, [step, template]);

  return (
    <EditorProvider value={{ ...state, published: null, exampleMinor, checks, names }}>
      <Page>
        <TitleBar title={t('onboarding.title')} />
        <BlockStack gap="500">
          <Box paddingInline={{ xs: '400', sm: '0' }}>
            <BlockStack gap="300">
              <StepList current={step} onGo={goTo} />
              <h1 ref={heading} tabIndex={-1} className="regulars-heading">
                {t(`onboarding.${step}.heading`)}
              </h1>
              <Text as="p" variant="bodyLg" tone="subdued">
                {t(`onboarding.${step}.text`)}
              </Text>
            </BlockStack>
          </Box>
          {kept.theirs && <DraftConflict theirs={kept.theirs} onDone={kept.goOnFrom} />}
          {kept.answer?.outcome === 'wrong' && <Banner tone="critical">{t('program.fixFirst')}</Banner>}
          {step === 'choose' ? (
            <ChooseStep template={template} exampleMinor={exampleMinor} onTake={take} />
          ) : (
            <div ref={form}>
              <WithPreview>
                {step === 'points' && <PointsStep exampleMinor={exampleMinor} />}
                {step === 'rewards' && <RewardsStep />}
                {step === 'review' && <ReviewStep onEdit={goTo} />}
                <Box paddingInline={{ xs: '400', sm: '0' }}>
                  <InlineStack align="space-between" blockAlign="center" gap="300">
                    <Button onClick={() => goTo(before(step))}>{t('onboarding.back')}</Button>
                    <InlineStack gap="300" blockAlign="center">
                      <span role="status">
                        <Text as="span" tone="subdued">
                          {t(state.isDirty || kept.isSending ? 'onboarding.keeping' : 'onboarding.kept')}
                        </Text>
                      </span>
                      {step === 'review' ? (
                        <Button variant="primary" size="large" loading={kept.isSending} onClick={publish}>
                          {t('onboarding.publish')}
                        </Button>
                      ) : (
                        <Button variant="primary" size="large" onClick={goOn}>
                          {t('onboarding.next')}
                        </Button>
                      )}
                    </InlineStack>
                  </InlineStack>
                </Box>
              </WithPreview>
            </div>
          )}
        </BlockStack>
      </Page>
    </EditorProvider>
  );
}

/** To the first field that is wrong, once it is marked: it may be far above the button that was pressed. */
function goToProblem(form: RefObject<HTMLElement | null>): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function after(step: Step): Step {
  return steps[steps.indexOf(step) + 1] ?? step;
}

function before(step: Step): Step {
  return steps[steps.indexOf(step) - 1] ?? step;
}
