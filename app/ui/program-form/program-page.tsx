import { Link, useLocation } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Badge, BlockStack, Page } from '@shopify/polaris';
import { RedoIcon, UndoIcon } from '@shopify/polaris-icons';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { usePageActions } from '../use-page-actions.ts';
import { useDesk } from './editor-desk.tsx';
import { useEditor } from './editor-context.tsx';
import { pathsOf, sections, type Section } from './sections/section-list.ts';
import { WithPreview } from './with-preview.tsx';

interface ProgramPageProps {
  title: string;
  subtitle?: string;
  children: ReactNode;
  /** Beside the storefront preview; left out where the page needs the room. */
  hasPreview?: boolean;
  /** Publishing is offered from every page but the one that does it. */
  hasReview?: boolean;
  /** The page shows another program than the draft, or many: whether the draft is live says nothing of them. */
  isOfDraft?: boolean;
}

/** The frame of every page of the editor: where one is, going back and forth, the preview. */
export function ProgramPage(props: ProgramPageProps) {
  const { title, subtitle, children, hasPreview = true, hasReview = true, isOfDraft = true } = props;
  const { t } = useTranslation();
  const { isDirty, history } = useEditor();
  const { differs, savedAt, discard, isSending } = useDesk();
  const state = useProgramState();
  const actions = usePageActions(
    [
      {
        content: t('program.back'),
        icon: UndoIcon,
        onAction: () => history.undo?.(),
        disabled: history.undo === null,
      },
      {
        content: t('program.forth'),
        icon: RedoIcon,
        onAction: () => history.redo?.(),
        disabled: history.redo === null,
      },
    ],
    [
      {
        title: t('program.more'),
        actions: [
          { content: t('program.templates.title'), url: '/app/program/templates' },
          { content: t('backtest.title'), url: '/app/program/backtest' },
          { content: t('program.history.title'), url: '/app/program/history' },
          ...(savedAt !== null && differs
            ? [{ content: t('program.discard'), onAction: discard, disabled: isSending, destructive: true }]
            : []),
        ],
      },
    ],
  );
  return (
    <Page
      title={title}
      {...(isOfDraft ? { titleMetadata: <Badge tone={state.tone}>{state.name}</Badge> } : {})}
      subtitle={subtitle ?? (isOfDraft ? state.sentence : undefined)}
      {...(hasReview
        ? {
            // A link that leads nowhere is no disabled control to a screen reader: a button is.
            primaryAction:
              differs || isDirty
                ? { content: t('program.publish.open'), url: '/app/program/review' }
                : { content: t('program.publish.open'), disabled: true },
          }
        : {})}
      {...actions}
    >
      <TitleBar title={t('program.title')} />
      <BlockStack gap="400">
        <SectionNav />
        {hasPreview ? <WithPreview>{children}</WithPreview> : children}
      </BlockStack>
    </Page>
  );
}

/** What members see at this moment, and what they do not see yet. */
function useProgramState(): { name: string; tone: 'success' | 'attention' | 'info'; sentence: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const { published, isDirty } = useEditor();
  const { differs, savedAt } = useDesk();
  const live = published && {
    version: format.number(published.version),
    date: format.dateTime(published.publishedAt),
  };
  const say = (key: 'live' | 'draft' | 'unsaved', saved = '') =>
    live ? t(`program.state.${key}`, { ...live, saved }) : '';
  if (isDirty) return { name: t('program.status.unsaved'), tone: 'attention', sentence: say('unsaved') };
  if (differs && savedAt !== null)
    return { name: t('program.status.draft'), tone: 'info', sentence: say('draft', format.dateTime(savedAt)) };
  return { name: t('program.status.live'), tone: 'success', sentence: say('live') };
}

/** Every section one step away; where it is too wide it scrolls sideways. */
function SectionNav() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { showsErrorBelow } = useEditor();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current && here) list.current.scrollLeft = here.offsetLeft - list.current.clientWidth / 3;
  }, [pathname]);
  const hasProblem = (section: Section) => pathsOf(section).some((path) => showsErrorBelow(path));
  const pages = [
    { to: '/app/program', label: t('program.overview.title'), mark: false },
    ...sections.map((section) => ({
      to: `/app/program/${section}`,
      label: t(section === 'game' ? 'program.sections.game.short' : `program.sections.${section}.title`),
      mark: hasProblem(section),
    })),
  ];
  return (
    <nav ref={list} className="regulars-sections" aria-label={t('program.title')}>
      {pages.map(({ to, label, mark }) => (
        <Link key={to} to={to} {...(pathname === to ? { 'aria-current': 'page' as const } : {})}>
          {label}
          {mark && <span className="regulars-mark">{t('program.items.unfinished')}</span>}
        </Link>
      ))}
    </nav>
  );
}
