/** The filters of the members list: their fields, and what is applied in words. */
import { ChoiceList, Select, type IndexFiltersProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { inLocale } from '../../i18n/explain.ts';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { useMonthOptions } from '../../i18n/use-month-options.ts';
import { segmentIds } from '../../figures/segments.ts';
import type { MembersFilter } from '../../members/members-params.ts';
import { readMoney, readWhole, writeMoney } from '../program-form/typed-numbers.ts';
import { RangeFilter } from './range-filter.tsx';
import { anyTime, TimeFilter, type TimeBound } from './time-filter.tsx';

export interface LevelName {
  id: string;
  name: Record<string, string>;
  color: string;
}

/** Words of the address, each with its value; null or none takes it away. */
export type Changes = Record<string, string | readonly string[] | null>;

interface Given {
  filter: MembersFilter;
  levels: readonly LevelName[];
  hasMemberships: boolean;
  show(changes: Changes): void;
}

/** What each filter fills in the address. */
const wordsOf = {
  level: ['level'],
  balance: ['balanceFrom', 'balanceTo'],
  spent: ['spentFrom', 'spentTo'],
  orders: ['ordersFrom', 'ordersTo'],
  last: ['lastFrom', 'lastTo', 'lastWithin', 'lastBefore', 'never'],
  joined: ['joinedFrom', 'joinedTo', 'joinedWithin'],
  codes: ['codes'],
  birthday: ['birthday'],
  segment: ['segment'],
  paid: ['paid'],
} as const;
type FilterKey = keyof typeof wordsOf;

/** Takes all filters away. */
export const noFilters: Changes = Object.fromEntries(
  Object.values(wordsOf).flatMap((words) => words.map((word) => [word, null])),
);

const signed = (text: string): number | null => {
  const value = readWhole(text.replace(/^[-\u2212]/, ''));
  return value === null ? null : /^[-\u2212]/.test(text) ? -value : value;
};
const wordOf = (value: number | null) => (value === null ? null : String(value));

export function useMemberFilters({ filter, levels, hasMemberships, show }: Given) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currencyCode } = useShop();
  const months = useMonthOptions();
  const label = (key: FilterKey) => t(`members.filters.${key}`);
  const remove = (key: FilterKey) => show(Object.fromEntries(wordsOf[key].map((word) => [word, null])));

  const numbers = (key: 'balance' | 'orders', from: number | null, to: number | null) => (
    <RangeFilter
      from={wordOf(from) ?? ''}
      to={wordOf(to) ?? ''}
      isReadable={(text) => signed(text) !== null}
      onChange={(a, b) => show({ [`${key}From`]: wordOf(signed(a)), [`${key}To`]: wordOf(signed(b)) })}
    />
  );
  const time = (key: 'last' | 'joined', bound: TimeBound) => (
    <TimeFilter
      label={label(key)}
      bound={bound}
      within={key === 'last' ? [30, 90] : [7, 30, 90, 365]}
      before={key === 'last' ? [60, 90, 180, 365] : []}
      canBeNever={key === 'last'}
      onChange={(next) =>
        show({
          [`${key}From`]: next.from,
          [`${key}To`]: next.to,
          [`${key}Within`]: wordOf(next.within),
          ...(key === 'last' ? { lastBefore: wordOf(next.before), never: next.never ? 'yes' : null } : {}),
        })
      }
    />
  );
  const last: TimeBound = {
    ...{ within: filter.lastWithin, before: filter.lastBefore, never: filter.neverOrdered },
    ...{ from: filter.lastFrom, to: filter.lastTo },
  };
  const joined: TimeBound = { ...anyTime, within: filter.joinedWithin, from: filter.joinedFrom, to: filter.joinedTo };
  const levelNames = [
    ...levels.map(({ id, name }) => ({ value: id, label: inLocale(name, format.locale) })),
    { value: 'none', label: t('members.filters.noLevel') },
  ];

  const fields: Record<FilterKey, React.ReactNode> = {
    level: (
      <ChoiceList
        title={label('level')}
        titleHidden
        allowMultiple
        choices={levelNames}
        selected={filter.levels}
        onChange={(ids) => show({ level: ids })}
      />
    ),
    balance: numbers('balance', filter.balanceFrom, filter.balanceTo),
    orders: numbers('orders', filter.ordersFrom, filter.ordersTo),
    spent: (
      <RangeFilter
        prefix={currencyCode}
        from={filter.spentFromMinor === null ? '' : writeMoney(filter.spentFromMinor, currencyCode, format.locale)}
        to={filter.spentToMinor === null ? '' : writeMoney(filter.spentToMinor, currencyCode, format.locale)}
        isReadable={(text) => readMoney(text, currencyCode) !== null}
        onChange={(a, b) =>
          show({ spentFrom: wordOf(readMoney(a, currencyCode)), spentTo: wordOf(readMoney(b, currencyCode)) })
        }
      />
    ),
    last: time('last', last),
    joined: time('joined', joined),
    codes: (
      <ChoiceList
        title={label('codes')}
        titleHidden
        allowMultiple
        choices={[{ value: 'yes', label: t('members.filters.hasCodes') }]}
        selected={filter.hasCodes ? ['yes'] : []}
        onChange={([chosen]) => show({ codes: chosen ?? null })}
      />
    ),
    birthday: (
      <Select
        label={label('birthday')}
        labelHidden
        options={[{ value: '', label: t('members.filters.anyMonth') }, ...months]}
        value={wordOf(filter.birthdayMonth) ?? ''}
        onChange={(month) => show({ birthday: month || null })}
      />
    ),
    segment: (
      <ChoiceList
        title={label('segment')}
        titleHidden
        choices={segmentIds.map((value) => ({
          value,
          label: t(`analytics.keys.${value}`),
          helpText: t(`analytics.segments.${value}`),
        }))}
        selected={filter.segment ? [filter.segment] : []}
        onChange={([chosen]) => show({ segment: chosen ?? null })}
      />
    ),
    paid: (
      <ChoiceList
        title={label('paid')}
        titleHidden
        choices={(['yes', 'no'] as const).map((value) => ({ value, label: t(`members.filters.paid_${value}`) }))}
        selected={filter.paid ? [filter.paid] : []}
        onChange={([chosen]) => show({ paid: chosen ?? null })}
      />
    ),
  };

  const bounds = (from: string | null, to: string | null) =>
    from !== null && to !== null
      ? t('members.filters.fromTo', { from, to })
      : from !== null
        ? t('members.filters.fromOnly', { from })
        : to !== null
          ? t('members.filters.toOnly', { to })
          : null;
  const number = (value: number | null) => (value === null ? null : format.number(value));
  const money = (value: number | null) => (value === null ? null : format.money(value));
  const date = (value: string | null) => (value === null ? null : format.calendarDate(value));
  const timeText = (bound: TimeBound) =>
    bound.never
      ? t('members.filters.never')
      : bound.within !== null
        ? t('members.filters.within', { count: bound.within })
        : bound.before !== null
          ? t('members.filters.before', { count: bound.before })
          : bounds(date(bound.from), date(bound.to));
  const texts: Record<FilterKey, string | null> = {
    level:
      filter.levels.length === 0
        ? null
        : filter.levels.map((id) => levelNames.find(({ value }) => value === id)?.label ?? id).join(', '),
    balance: bounds(number(filter.balanceFrom), number(filter.balanceTo)),
    spent: bounds(money(filter.spentFromMinor), money(filter.spentToMinor)),
    orders: bounds(number(filter.ordersFrom), number(filter.ordersTo)),
    last: timeText(last),
    joined: timeText(joined),
    codes: filter.hasCodes ? '' : null,
    birthday: filter.birthdayMonth === null ? null : (months[filter.birthdayMonth - 1]?.label ?? null),
    segment: filter.segment && t(`analytics.keys.${filter.segment}`),
    paid: filter.paid && t(`members.filters.paid_${filter.paid}`),
  };

  const keys = (Object.keys(wordsOf) as FilterKey[]).filter(
    (key) => texts[key] !== null || ((key !== 'level' || levels.length > 0) && (key !== 'paid' || hasMemberships)),
  );
  const filters: IndexFiltersProps['filters'] = keys.map((key) => ({
    key,
    label: label(key),
    filter: fields[key],
    shortcut: false,
    pinned: key === 'level' || key === 'balance' || key === 'last',
  }));
  const applied: NonNullable<IndexFiltersProps['appliedFilters']> = keys.flatMap((key) => {
    const text = texts[key];
    if (text === null) return [];
    return [{ key, label: text === '' ? label(key) : `${label(key)}: ${text}`, onRemove: () => remove(key) }];
  });
  return { filters, applied };
}
