import { BlockStack, Select } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RangeFilter } from './range-filter.tsx';

/** A time as days back from today, which stays true tomorrow, or between two dates. */
export interface TimeBound {
  within: number | null;
  before: number | null;
  never: boolean;
  from: string | null;
  to: string | null;
}

interface TimeFilterProps {
  label: string;
  bound: TimeBound;
  /** Days for "in the last" and for "not for". */
  within: readonly number[];
  before: readonly number[];
  canBeNever: boolean;
  onChange(bound: TimeBound): void;
}

export const anyTime: TimeBound = { within: null, before: null, never: false, from: null, to: null };

export function TimeFilter({ label, bound, within, before, canBeNever, onChange }: TimeFilterProps) {
  const { t } = useTranslation();
  const [isBetween, setBetween] = useState(bound.from !== null || bound.to !== null);
  const value =
    bound.within !== null
      ? `within ${bound.within}`
      : bound.before !== null
        ? `before ${bound.before}`
        : bound.never
          ? 'never'
          : isBetween
            ? 'between'
            : '';
  // A link may ask for a number of days that is not among the usual ones.
  const options = (usual: readonly number[], asked: number | null) =>
    asked === null ? usual : [...new Set([...usual, asked])].sort((a, b) => a - b);
  const choose = (choice: string) => {
    const [kind, days] = choice.split(' ');
    setBetween(kind === 'between');
    onChange({
      ...anyTime,
      within: kind === 'within' ? Number(days) : null,
      before: kind === 'before' ? Number(days) : null,
      never: kind === 'never',
    });
  };
  return (
    <BlockStack gap="300">
      <Select
        label={label}
        labelHidden
        value={value}
        onChange={choose}
        options={[
          { value: '', label: t('members.filters.anyTime') },
          ...options(within, bound.within).map((days) => ({
            value: `within ${days}`,
            label: t('members.filters.within', { count: days }),
          })),
          ...options(before, bound.before).map((days) => ({
            value: `before ${days}`,
            label: t('members.filters.before', { count: days }),
          })),
          ...(canBeNever ? [{ value: 'never', label: t('members.filters.never') }] : []),
          { value: 'between', label: t('members.filters.between') },
        ]}
      />
      {value === 'between' && (
        <RangeFilter
          type="date"
          from={bound.from ?? ''}
          to={bound.to ?? ''}
          isReadable={(text) => /^\d{4}-\d\d-\d\d$/.test(text)}
          onChange={(from, to) => onChange({ ...anyTime, from: from || null, to: to || null })}
        />
      )}
    </BlockStack>
  );
}
