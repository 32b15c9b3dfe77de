import { Link, useLocation } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Badge, BlockStack, Layout, Page } from '@shopify/polaris';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { useDesk } from './editor-desk.tsx';
import { useEditor } from './editor-context.tsx';
import { pathsOf, sections, type Section } from './sections/section-list.ts';

interface ProgramPageProps {
  title: string;
  subtitle?: string;
  children: ReactNode;
  /** Beside the storefront preview; left out where the page needs the room. */
  hasPreview?: boolean;
  /** Publishing is offered from every page but the one that does it. */
  hasReview?: boolean;
}

/** The frame of every page of the editor: where one is, going back and forth, the preview. */
export function ProgramPage({ title, subtitle, children, hasPreview = true, hasReview = true }: ProgramPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { published, isDirty, history, program, exampleMinor } = useEditor();
  const { differs, hasDraft, discard, isSending } = useDesk();
  return (
    <Page
      title={title}
      titleMetadata={
        differs || isDirty ? (
          <Badge tone="attention">{t('program.status.draft')}</Badge>
        ) : (
          <Badge tone="success">{t('program.status.live')}</Badge>
        )
      }
      subtitle={
        subtitle ??
        (published
          ? t('program.version', {
              version: format.number(published.version),
              date: format.dateTime(published.publishedAt),
            })
          : '')
      }
      {...(hasReview
        ? {
            primaryAction: {
              content: t('program.publish.open'),
              url: '/app/program/review',
              disabled: !differs && !isDirty,
            },
          }
        : {})}
      secondaryActions={[
        { content: t('program.back'), onAction: () => history.undo?.(), disabled: history.undo === null },
        { content: t('program.forth'), onAction: () => history.redo?.(), disabled: history.redo === null },
        ...(hasDraft && differs ? [{ content: t('program.discard'), onAction: discard, loading: isSending }] : []),
      ]}
    >
      <TitleBar title={t('program.title')} />
      <BlockStack gap="400">
        <SectionNav />
        {hasPreview ? (
          <Layout>
            <Layout.Section>
              <BlockStack gap="400">{children}</BlockStack>
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <div className="regulars-sticky">
                <StorefrontPreview program={program} exampleMinor={exampleMinor} />
              </div>
            </Layout.Section>
          </Layout>
        ) : (
          children
        )}
      </BlockStack>
    </Page>
  );
}

/** Every section one step away; on a phone it scrolls sideways. */
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
      label: t(`program.sections.${section}.title`),
      mark: hasProblem(section),
    })),
    { to: '/app/program/templates', label: t('program.templates.title'), mark: false },
    { to: '/app/program/backtest', label: t('backtest.title'), mark: false },
    { to: '/app/program/history', label: t('program.history.title'), mark: false },
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
