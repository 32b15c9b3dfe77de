import { useFetcher } from '@remix-run/react';
import { SaveBar, useAppBridge } from '@shopify/app-bridge-react';
import { Banner } from '@shopify/polaris';
import { useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import type { Program } from '../../program/document.ts';
import { changesBetween } from '../../program/checks/changes.ts';
import type { ProgramAction, ProgramActionAnswer } from '../../publishing/program-action.ts';
import { useAnswer } from '../use-answer.ts';
import { toDraft } from './draft.ts';
import { EditorProvider } from './editor-context.tsx';
import { DeskProvider, type EditorDesk } from './editor-desk.tsx';
import { exampleOrderMinor } from './example-order.ts';
import { useGoodsNames } from './use-goods-names.ts';
import { useProgramDraft } from './use-program-draft.ts';

export interface ProgramShellProps {
  published: { version: number; program: Program; publishedAt: string };
  draft: { document: unknown; baseVersion: number; updatedAt: string } | null;
  averageOrderMinor: number | null;
  children: ReactNode;
}

/** Holds what is being edited while the merchant goes from section to section, and speaks with the server about it. */
export function ProgramShell({ published, draft, averageOrderMinor, children }: ProgramShellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const bridge = useAppBridge();
  const fetcher = useFetcher<ProgramActionAnswer>();
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  const initial = useMemo(
    () => toDraft(draft?.document ?? published.program, shop.currencyCode),
    // What is typed from here on is newer than what was loaded; only a dropped draft starts anew (below).
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const state = useProgramDraft(initial, published.program, answer?.outcome === 'wrong' ? answer.problems : []);
  const names = useGoodsNames(state.draft);
  const sent = useRef(state.draft);
  const baseVersion = draft?.baseVersion ?? published.version;
  const isBehind = draft !== null && draft.baseVersion < published.version;
  const changes = useMemo(
    () => (state.reading.ok ? changesBetween(published.program, state.reading.program) : null),
    [published.program, state.reading],
  );
  const isSending = fetcher.state !== 'idle';
  const send = (action: ProgramAction) => {
    sent.current = state.draft;
    void fetcher.submit(JSON.stringify(action), {
      method: 'post',
      encType: 'application/json',
      action: '/app/program',
    });
  };
  const desk: EditorDesk = {
    changes,
    differs: changes === null || changes.length > 0,
    hasDraft: draft !== null,
    isSending,
    save: () => send({ intent: 'save', document: state.draft, baseVersion }),
    discard: () => send({ intent: 'discard' }),
    publish: () => send({ intent: 'publish', document: state.draft, baseVersion }),
    start: (document) => {
      state.root.change(() => toDraft(document, shop.currencyCode), 'start');
    },
  };
  useAnswer(fetcher, ({ outcome }) => {
    // In a conflict, too, the server has kept what was sent.
    if (outcome === 'saved' || outcome === 'published' || outcome === 'conflict') state.keep(sent.current);
    if (outcome === 'discarded') state.reset(toDraft(published.program, shop.currencyCode));
    if (outcome === 'saved' || outcome === 'published' || outcome === 'discarded')
      bridge.toast.show(t(`program.${outcome}`));
    if (outcome === 'wrong') {
      state.showAll();
      bridge.toast.show(t('program.fixFirst'), { isError: true });
    }
  });

  return (
    <EditorProvider
      value={{ ...state, published, exampleMinor: exampleOrderMinor(averageOrderMinor, shop.currencyCode), names }}
    >
      <DeskProvider value={desk}>
        <SaveBar id="program-save-bar" open={state.isDirty}>
          <button variant="primary" onClick={desk.save} {...(isSending ? { loading: '' } : {})}>
            {t('program.save')}
          </button>
          <button onClick={() => state.reset()}>{t('program.undo')}</button>
        </SaveBar>
        <div className="regulars-banners">
          {(isBehind || answer?.outcome === 'conflict') && (
            <Banner
              tone="warning"
              title={t('program.conflict.title', { version: format.number(published.version) })}
              action={{ content: t('program.conflict.theirs'), onAction: desk.discard }}
              secondaryAction={{
                content: t('program.conflict.mine'),
                onAction: () => send({ intent: 'save', document: state.draft, baseVersion: published.version }),
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
        </div>
        {children}
      </DeskProvider>
    </EditorProvider>
  );
}
