/** Points that are given or taken by hand, and the note that the members read: of one member, or of many at once. */
import { FormLayout, Select, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readWhole } from '../program-form/typed-numbers.ts';

/** A slip of the finger should not give away more. */
const MOST_POINTS = 10_000_000;

export interface Adjustment {
  direction: 'give' | 'take';
  points: string;
}

/** Signed and whole; null while what was typed is no number of points. */
export function readAdjustment({ direction, points }: Adjustment): number | null {
  const whole = readWhole(points);
  if (whole === null || whole === 0 || whole > MOST_POINTS) return null;
  return direction === 'give' ? whole : -whole;
}

interface AdjustmentFieldsProps {
  label: string;
  value: Adjustment;
  onChange(value: Adjustment): void;
  /** What is wrong with the points, in words. */
  error: string | undefined;
}

export function AdjustmentFields({ label, value, onChange, error }: AdjustmentFieldsProps) {
  const { t } = useTranslation();
  return (
    <FormLayout.Group>
      <Select
        label={t('member.adjust.direction')}
        options={[
          { value: 'give', label: t('member.adjust.give') },
          { value: 'take', label: t('member.adjust.take') },
        ]}
        value={value.direction}
        onChange={(direction) => onChange({ ...value, direction: direction === 'take' ? 'take' : 'give' })}
      />
      <TextField
        label={label}
        value={value.points}
        onChange={(points) => onChange({ ...value, points })}
        error={error}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
      />
    </FormLayout.Group>
  );
}

/** A note has to be there; `note` is without spaces at its ends. */
export function useNote(): { note: string; field(isChecked: boolean): React.JSX.Element } {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const note = typed.trim();
  return {
    note,
    field: (isChecked) => (
      <TextField
        label={t('member.adjust.note')}
        helpText={t('member.adjust.noteHelp')}
        value={typed}
        onChange={setTyped}
        error={isChecked && note === '' ? t('member.refusals.note_missing') : undefined}
        maxLength={500}
        multiline={2}
        autoComplete="off"
      />
    ),
  };
}
