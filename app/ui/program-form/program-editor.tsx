import { useFetcher } from '@remix-run/react';
import { SaveBar, TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { Badge, Banner, BlockStack, Layout, List, Page } from '@shopify/polaris';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { readProgram, type Program } from '../../program/document.ts';
import { useAnswer } from '../use-answer.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { changesBetween } from './changes.ts';
import { EarningCard } from './earning-card.tsx';
import { exampleOrderMinor } from './example-order.ts';
import { toDocument, toForm } from './form-state.ts';
import { PointNameCard } from './point-name-card.tsx';
import type { ProgramAction, ProgramActionAnswer } from '../../publishing/program-action.ts';
import { PublishModal } from './publish-modal.tsx';
import { RefundsCard } from './refunds-card.tsx';
import { RewardsCard } from './rewards-card.tsx';
import { TimeCard } from './time-card.tsx';
import { useProgramForm } from './use-program-form.ts';

interface ProgramEditorProps {
  published: { version: number; program: Program; publishedAt: string };
  draft: { document: unknown; baseVersion: number; updatedAt: string } | null;
  averageOrderMinor: number | null;
}

export function ProgramEditor({ published, draft, averageOrderMinor }: ProgramEditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const bridge = useAppBridge();
  const fetcher = useFetcher<ProgramActionAnswer>();
  const [isReviewing, setReviewing] = useState(false);
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  const initial = useMemo(
    () => toForm(draft?.document ?? published.program, shop.currencyCode, format.locale),
    // What is typed from here on is newer than what was loaded; only a dropped draft starts anew (below).
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const state = useProgramForm(initial, answer?.outcome === 'wrong' ? answer.problems : []);
  const { form, reading, isDirty, showAll } = state;
  const sent = useRef(form);
  const exampleMinor = exampleOrderMinor(averageOrderMinor, shop.currencyCode);
  const isBehind = draft !== null && draft.baseVersion < published.version;
  const baseVersion = draft?.baseVersion ?? published.version;
  const changes = reading.ok ? changesBetween(published.program, reading.program) : null;
  const differs = changes === null || changes.length > 0;
  const send = (action: ProgramAction) =>
    void fetcher.submit(JSON.stringify(action), { method: 'post', encType: 'application/json' });
  const isSending = fetcher.state !== 'idle';

  const save = () => {
    sent.current = form;
    send({ intent: 'save', document: state.document, baseVersion });
  };
  const review = () => {
    showAll();
    if (readProgram(toDocument(form)).ok) setReviewing(true);
    else bridge.toast.show(t('program.fixFirst'), { isError: true });
  };
  useAnswer(fetcher, ({ outcome }) => {
    if (outcome !== 'wrong') setReviewing(false);
    // In a conflict, too, the server has kept what was sent.
    if (outcome === 'saved' || outcome === 'published' || outcome === 'conflict') state.keep(sent.current);
    if (outcome === 'discarded') state.reset(toForm(published.program, shop.currencyCode, format.locale));
    if (outcome === 'saved' || outcome === 'published' || outcome === 'discarded') {
      bridge.toast.show(t(`program.${outcome}`));
    }
  });

  return (
    <Page
      title={t('program.title')}
      titleMetadata={
        differs ? (
          <Badge tone="attention">{t('program.status.draft')}</Badge>
        ) : (
          <Badge tone="success">{t('program.status.live')}</Badge>
        )
      }
      subtitle={t('program.version', {
        version: format.number(published.version),
        date: format.dateTime(published.publishedAt),
      })}
      primaryAction={{ content: t('program.publish.open'), onAction: review, disabled: !differs && !isDirty }}
      secondaryActions={
        draft && differs
          ? [{ content: t('program.discard'), onAction: () => send({ intent: 'discard' }), loading: isSending }]
          : []
      }
    >
      <TitleBar title={t('program.title')} />
      <SaveBar id="program-save-bar" open={isDirty}>
        <button variant="primary" onClick={save} {...(isSending ? { loading: '' } : {})}>
          {t('program.save')}
        </button>
        <button onClick={() => state.reset()}>{t('program.undo')}</button>
      </SaveBar>
      <BlockStack gap="400">
        {(isBehind || answer?.outcome === 'conflict') && (
          <Banner
            tone="warning"
            title={t('program.conflict.title', { version: format.number(published.version) })}
            action={{ content: t('program.conflict.theirs'), onAction: () => send({ intent: 'discard' }) }}
            secondaryAction={{
              content: t('program.conflict.mine'),
              onAction: () => {
                sent.current = form;
                send({ intent: 'save', document: state.document, baseVersion: published.version });
              },
            }}
          >
            {t('program.conflict.text')}
          </Banner>
        )}
        {published.program.currencyCode !== shop.currencyCode && (
          <Banner tone="critical" title={t('program.currency.title', { currency: shop.currencyCode })}>
            {t('program.currency.text', { before: published.program.currencyCode, now: shop.currencyCode })}
          </Banner>
        )}
        <GeneralProblems errors={['rules', 'rewards'].map(state.errorAt)} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <EarningCard state={state} />
              <RewardsCard state={state} averageOrderMinor={exampleMinor} />
              <TimeCard state={state} />
              <PointNameCard state={state} />
              <RefundsCard state={state} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <div className="regulars-sticky">
              <StorefrontPreview form={form} exampleMinor={exampleMinor} />
            </div>
          </Layout.Section>
        </Layout>
      </BlockStack>
      <PublishModal
        isOpen={isReviewing}
        changes={changes ?? []}
        currencyCode={form.currencyCode}
        isSending={isSending}
        onClose={() => setReviewing(false)}
        onPublish={() => {
          sent.current = form;
          send({ intent: 'publish', document: state.document, baseVersion });
        }}
      />
    </Page>
  );
}

/** Problems that belong to no single field. */
function GeneralProblems({ errors }: { errors: (string | undefined)[] }) {
  const shown = errors.filter((error): error is string => error !== undefined);
  if (shown.length === 0) return null;
  return (
    <Banner tone="critical">
      <List>
        {shown.map((error) => (
          <List.Item key={error}>{error}</List.Item>
        ))}
      </List>
    </Banner>
  );
}
