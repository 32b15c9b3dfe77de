import { Box, InlineGrid } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { FiguresWithComparison } from '../analytics/figures.server.ts';
import { sayCount } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import { FigureCard } from './figure-card.tsx';
import { usePointName } from './use-point-name.ts';

interface HomeFiguresProps {
  figures: FiguresWithComparison;
  rates: { current: number | null; previous: number | null };
}

/** The figures of Home; each says what it means when its label is pointed at. */
export function HomeFigures({ figures, rates }: HomeFiguresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const count = (points: number) => sayCount(points, { locale: format.locale, pointName });
  const { current, previous } = figures;
  const compare = (key: keyof typeof current) => ({ current: current[key], previous: previous[key] });
  const words = (key: string) => ({
    label: t(`home.figures.${key}.label`),
    definition: t(`home.figures.${key}.definition`),
  });
  return (
    <Box paddingInline={{ xs: '300', sm: '0' }}>
      <InlineGrid columns={{ xs: 2, md: 4 }} gap={{ xs: '300', md: '400' }}>
        <FigureCard
          {...words('revenue')}
          value={format.money(current.revenueMinor)}
          comparison={compare('revenueMinor')}
        />
        <FigureCard {...words('orders')} value={format.number(current.orders)} comparison={compare('orders')} />
        <FigureCard {...words('members')} value={format.number(current.members)} comparison={compare('members')} />
        <FigureCard
          {...words('newMembers')}
          value={format.number(current.newMembers)}
          comparison={compare('newMembers')}
        />
        <FigureCard {...words('issued')} value={count(current.pointsIssued)} comparison={compare('pointsIssued')} />
        <FigureCard
          {...words('redeemed')}
          value={count(current.pointsRedeemed)}
          comparison={compare('pointsRedeemed')}
        />
        <FigureCard
          {...words('rate')}
          value={rates.current === null ? '–' : format.percent(rates.current)}
          {...(rates.current !== null && rates.previous !== null
            ? { comparison: { current: rates.current, previous: rates.previous } }
            : {})}
        />
        <FigureCard
          {...words('outstanding')}
          value={format.number(current.outstandingPoints)}
          comparison={compare('outstandingPoints')}
        />
      </InlineGrid>
    </Box>
  );
}
