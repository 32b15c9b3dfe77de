import { useFetcher, useNavigate } from '@remix-run/react';
import { SaveBar, useAppBridge } from '@shopify/app-bridge-react';
import { Banner } from '@shopify/polaris';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import type { Program } from '../../program/document.ts';
import { changesBetween } from '../../program/checks/changes.ts';
import type { ProgramAction, ProgramActionAnswer, TheirDraft } from '../../publishing/program-action.ts';
import { isNoAnswer } from '../kept-page.ts';
import { LeaveGuard } from '../leave-guard.tsx';
import { useAnswer } from '../use-answer.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { toDraft } from './draft.ts';
import { EditorProvider } from './editor-context.tsx';
import { DeskProvider, type EditorDesk } from './editor-desk.tsx';
import { exampleOrderMinor } from './example-order.ts';
import { PublishedMeanwhile, putTogether, type Together } from './published-meanwhile.tsx';
import { useGoodsNames } from './use-goods-names.ts';
import { useProgramChecks } from './use-program-checks.ts';
import { useProgramDraft } from './use-program-draft.ts';

export interface ProgramShellProps {
  published: { version: number; program: Program; publishedAt: string };
  draft: { document: unknown; baseVersion: number; updatedAt: string; revision: number } | null;
  /** The version that the draft began from, where a newer one is published. */
  began: Program | null;
  averageOrderMinor: number | null;
  children: ReactNode;
}

/** Holds what is being edited while the merchant goes from section to section, and speaks with the server about it. */
export function ProgramShell({ published, draft, began, averageOrderMinor, children }: ProgramShellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const bridge = useAppBridge();
  const navigate = useNavigate();
  const fetcher = useFetcher<ProgramActionAnswer>();
  const answer = fetcher.state === 'idle' && !isNoAnswer(fetcher.data) ? fetcher.data : undefined;
  const initial = useMemo(
    () => toDraft(draft?.document ?? published.program, shop.currencyCode),
    // What is typed from here on is newer than what was loaded; only a dropped draft starts anew (below).
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );
  const state = useProgramDraft(initial, published.program, answer?.outcome === 'wrong' ? answer.problems : []);
  const exampleMinor = exampleOrderMinor(averageOrderMinor, shop.currencyCode);
  const names = useGoodsNames(state.draft);
  const checks = useProgramChecks(state.reading, published.program, exampleMinor);
  const sent = useRef(state.draft);
  // The draft that this work began from. What is loaded anew may be somebody else's, which this editor has not seen.
  const revision = useRef(draft?.revision ?? 0);
  const [theirs, setTheirs] = useState<TheirDraft | 'dropped' | null>(null);
  const isBehind = draft !== null && draft.baseVersion < published.version;
  // Work on an older version is put on top of the one that was published since, once, and not saved before one wants it.
  const [together, setTogether] = useState<Together | null>(null);
  const [joinedOver, setJoinedOver] = useState(0);
  const baseVersion = joinedOver === published.version ? joinedOver : (draft?.baseVersion ?? published.version);
  useEffect(() => {
    if (!isBehind || joinedOver === published.version) return;
    const open = (document: unknown) => toDraft(document, shop.currencyCode);
    const next = putTogether(published.version, open(began), state.draft, open(published.program));
    setJoinedOver(published.version);
    setTogether(next);
    state.root.change(() => next.mine, 'together');
    // Whoever is further down on the page is led to what it says.
    bridge.toast.show(t('program.conflict.title', { version: format.number(published.version) }));
    scrollTo({ top: 0 });
    // What is typed afterwards is on top of both already.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isBehind, published.version]);
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
    savedAt: draft?.updatedAt ?? null,
    isSending,
    save: () => send({ intent: 'save', document: state.draft, baseVersion, revision: revision.current }),
    discard: () => send({ intent: 'discard', revision: revision.current }),
    publish: () => send({ intent: 'publish', document: state.draft, baseVersion, revision: revision.current }),
    start: (document) => {
      state.root.change(() => toDraft(document, shop.currencyCode), 'start');
    },
  };
  useAnswer(fetcher, (told) => {
    const { outcome } = told;
    if ('revision' in told) revision.current = told.revision;
    if (outcome === 'draft_conflict') return setTheirs(told.theirs ?? 'dropped');
    // In a conflict, too, the server has kept what was sent.
    if (outcome === 'saved' || outcome === 'published' || outcome === 'conflict') state.keep(sent.current);
    if (outcome === 'discarded') state.reset(toDraft(published.program, shop.currencyCode));
    if (outcome === 'discarded' || outcome === 'published') {
      revision.current = 0;
      setTogether(null);
    }
    // Of a draft that is behind it is told more than that it was saved.
    const isTold = outcome === 'published' || outcome === 'discarded' || (outcome === 'saved' && !isBehind);
    if (isTold) bridge.toast.show(t(`program.${outcome}`));
    if (outcome === 'published') void navigate('/app/program');
    if (outcome === 'wrong') {
      state.showAll();
      bridge.toast.show(t('program.fixFirst'), { isError: true });
    }
  });

  return (
    <EditorProvider value={{ ...state, published, exampleMinor, checks, names }}>
      <DeskProvider value={desk}>
        <LeaveGuard isDirty={state.isDirty} home="/app/program" />
        <SaveBar id="program-save-bar" open={state.isDirty}>
          <button variant="primary" onClick={desk.save} {...(isSending ? { loading: '' } : {})}>
            {t('program.save')}
          </button>
          <button onClick={() => state.reset()}>{t('program.undo')}</button>
        </SaveBar>
        <div className="regulars-banners">
          {theirs && (
            <DraftConflict
              theirs={theirs === 'dropped' ? null : theirs}
              onDone={(next) => {
                revision.current = next;
                setTheirs(null);
              }}
            />
          )}
          {together && (
            <PublishedMeanwhile
              together={together}
              onTheirs={() => {
                state.root.change(() => together.theirs, 'theirs');
                setTogether({ ...together, mine: together.theirs, overlaps: 0 });
              }}
              onDrop={desk.discard}
              onDismiss={() => setTogether(null)}
            />
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
