import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Unit } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { deltaOf, type Delta } from './delta.ts';
import { useValue } from './use-value.ts';

interface ComparisonProps {
  unit: Unit;
  value: number | null;
  before: number | null | undefined;
  currencyCode?: string;
  /** Which way is good news; a direction that is neither is told without a color. */
  good?: 'up' | 'down';
  /** A score, of which a percentage says nothing. */
  isScore?: boolean;
}

const arrows = { up: '↑', down: '↓', same: '→' } as const;

/** "↑ 12% more than 1,000": in words first, color only on top of them. Nothing at all while there is nothing to compare. */
export function Comparison({ unit, value, before, currencyCode, good, isScore = false }: ComparisonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useValue();
  const delta = deltaOf(unit, value, before);
  if (!delta || before === null || before === undefined) return null;
  const was = say.full(unit, before, currencyCode);
  const words = (): string => {
    if (delta.direction === 'same') return t('analytics.delta.same');
    if (isScore && value !== null)
      return t(`analytics.delta.${delta.direction}`, { by: format.number(Math.abs(value - before)), was });
    if (delta.by === 'nothing_before') return t('analytics.delta.fromNothing');
    return t(`analytics.delta.${delta.direction}`, { by: amountOf(delta), was });
  };
  const amountOf = (known: Exclude<Delta, { by: 'nothing_before' }>): string =>
    known.by === 'share'
      ? t('analytics.delta.percentagePoints', { number: format.number(Math.round(known.basisPoints / 10) / 10) })
      : // Beyond tenfold a percentage is hard to grasp, and its decimals say nothing.
        format.percent(known.ratio >= 1 ? Math.round(known.ratio * 100) / 100 : Math.round(known.ratio * 1000) / 1000);
  return (
    <Text as="p" variant="bodySm" tone={good !== undefined && delta.direction === good ? 'success' : 'subdued'}>
      <span aria-hidden="true">{arrows[delta.direction]} </span>
      {words()}
    </Text>
  );
}
