import { Link as RouterLink, useNavigate } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, InlineStack, Page } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelAnswer } from '../../analytics/answer-panel.server.ts';
import { panelSections, type PANELS, type PanelId, type PanelSection } from '../../analytics/panel.ts';
import { readPeriodAsk, resolvePeriod, type ComparedPeriod } from '../../analytics/period.ts';
import { usePendingSearch } from '../use-pending-search.ts';
import { analyticsUrl, periodQuery, readSection } from './address.ts';
import { PanelCard } from './panel-card.tsx';
import { PeriodPicker } from './period-picker.tsx';
import { PeriodStatus } from './period-status.tsx';
import { panelsOf } from './section-panels.ts';

interface AnalyticsPageProps {
  section: PanelSection;
  period: ComparedPeriod;
  todayOn: string;
  answers: Partial<Record<PanelId, Promise<PanelAnswer> | PanelAnswer>>;
}

export function AnalyticsPage({ section, period, todayOn, answers }: AnalyticsPageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = periodQuery(period).toString();
  // What was chosen is shown as chosen at once; the figures stay as they are until the new ones are there.
  const pending = usePendingSearch();
  const chosen = pending ? resolvePeriod(readPeriodAsk(pending), todayOn) : period;
  return (
    <Page title={t('analytics.title')} subtitle={t('analytics.subtitle')} fullWidth={false}>
      <TitleBar title={t('analytics.title')} />
      <BlockStack gap="400">
        <Sections section={section} comingSection={pending && readSection(pending)} period={chosen} />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack gap="300" blockAlign="center" align="space-between">
            <PeriodPicker
              period={chosen}
              todayOn={todayOn}
              onPick={(ask) => navigate(analyticsUrl(section, ask), { preventScrollReset: true })}
            />
            <PeriodStatus period={period} isPending={pending !== null} />
          </InlineStack>
        </Box>
        <h2 className="regulars-hidden-heading">{t(`analytics.sections.${section}`)}</h2>
        {section === 'cost' && <Banner tone="info">{t('analytics.costNote')}</Banner>}
        {groupsOf(section).map((entries) => (
          <div key={entries[0]?.id} className="regulars-panels" aria-busy={pending !== null}>
            {entries.map((entry) => {
              const answer = answers[entry.id];
              // Another period is another panel: what was tried again for the last one must not stay.
              return answer && <PanelCard key={`${entry.id}?${query}`} {...{ entry, answer, query, todayOn }} />;
            })}
          </div>
        ))}
      </BlockStack>
    </Page>
  );
}

/** Figures by themselves, so that none stands as high as a list beside it. */
function groupsOf(section: PanelSection): (typeof PANELS)[number][][] {
  const panels = panelsOf(section);
  const isFigure = ({ kind }: (typeof PANELS)[number]) => kind === 'figure';
  return [panels.filter(isFigure), panels.filter((entry) => !isFigure(entry))].filter((group) => group.length > 0);
}

interface SectionsProps {
  section: PanelSection;
  /** The one that was asked for and is on its way. */
  comingSection: PanelSection | null;
  period: ComparedPeriod;
}

/** Links rather than tabs: each section is a page with an address, and works before any script has come. */
function Sections({ section, comingSection, period }: SectionsProps) {
  const { t } = useTranslation();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row is wider than the screen: the section that is open has to be in sight.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for the effect's end.
    void current.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);
  return (
    <nav aria-label={t('analytics.sectionsLabel')}>
      <ul className="regulars-sections">
        {panelSections.map((name) => (
          <li key={name}>
            <RouterLink
              to={analyticsUrl(name, period)}
              prefetch="intent"
              ref={name === section ? current : undefined}
              aria-current={name === section ? 'page' : undefined}
              data-coming={name === comingSection && name !== section ? true : undefined}
            >
              {t(`analytics.sections.${name}`)}
            </RouterLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
