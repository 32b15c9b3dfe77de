import { BlockStack, Button, Link } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Panel, PanelId } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { nameOr } from '../member-names.ts';
import { NO_VALUE, useValue } from './use-value.ts';
import { ValueTable } from '../value-table.tsx';

interface MembersBodyProps {
  panel: Extract<Panel, { kind: 'members' }>;
  title: string;
  /** By customer id; Shopify's, fetched for this moment. */
  names: Record<string, string>;
  /** How many are shown until more are asked for. */
  limit?: number;
  /** Whether more can be asked for here. */
  hasMore?: boolean;
  /** Which values are shown; all when not given. */
  only?: readonly string[];
}

/** What a list is ordered by stands first: on a phone the rest is reached by scrolling. */
const rankedBy: Partial<Record<PanelId, string>> = {
  best_by_spend: 'spent',
  best_by_points: 'points',
  best_by_referrals: 'referrals',
};

const units = { orders: 'count', spent: 'money', points: 'points', referrals: 'count' } as const;

/** The best customers, each leading to the member. */
export function MembersBody({ panel, title, names, limit = 10, hasMore = true, only }: MembersBodyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useValue();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? panel.rows.length : limit;
  const first = rankedBy[panel.id];
  const columns = Object.keys(panel.rows[0]?.values ?? {})
    .filter((column) => !only || only.includes(column))
    .sort((one, other) => Number(other === first) - Number(one === first));
  const cell = (column: string, value: number | string | null): string => {
    if (value === null) return NO_VALUE;
    if (typeof value === 'string')
      return /^\d{4}-\d{2}-\d{2}/.test(value) ? format.calendarDate(value.slice(0, 10)) : value;
    return column in units
      ? say.full(units[column as keyof typeof units], value, panel.currencyCode)
      : format.number(value);
  };
  return (
    <BlockStack gap="200">
      <ValueTable
        caption={title}
        columns={[t('analytics.columns.member'), ...columns.map((column) => t(`analytics.columns.${column}`))]}
        rows={panel.rows.slice(0, shown).map(({ memberId, customerId, values }) => ({
          key: memberId,
          head: <Link url={`/app/members/${memberId}`}>{nameOr(names[customerId ?? ''], customerId, t)}</Link>,
          cells: columns.map((column) => cell(column, values[column] ?? null)),
        }))}
      />
      {hasMore && panel.rows.length > limit && (
        <div>
          <Button variant="plain" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? t('analytics.showLess') : t('analytics.showAll', { number: format.number(panel.rows.length) })}
          </Button>
        </div>
      )}
    </BlockStack>
  );
}
