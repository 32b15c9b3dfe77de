import { TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { useEditor } from '../editor-context.tsx';
import { put, type Place } from '../place.ts';
import { readDecimal, readMoney, readWhole, writeDecimal, writeMoney } from '../typed-numbers.ts';

interface FieldProps<T> {
  place: Place<T>;
  label: string;
  labelHidden?: boolean;
  help?: string | undefined;
  placeholder?: string;
  suffix?: string;
}
type Typed = number | string;

interface NumberTextProps extends FieldProps<Typed | null> {
  /** What the text means; null when it cannot be read, and then it stays as it is. */
  read(text: string): number | null;
  write(value: number): string;
  /** What an empty field means; without it, empty is a problem. */
  empty?: number | null;
  inputMode: 'numeric' | 'decimal';
}

/** A number as it is typed: the text stays what it is as long as it means what stands in the draft. */
function NumberText({ place, read, write, empty, help, ...field }: NumberTextProps) {
  const { errorAt, touch } = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const meaning = (text: string): Typed | null =>
    text.trim() === '' && empty !== undefined ? empty : (read(text) ?? text);
  const { value } = place;
  const written = value === null || value === empty ? '' : typeof value === 'number' ? write(value) : value;
  return (
    <TextField
      {...field}
      helpText={help}
      value={typed !== null && meaning(typed) === value ? typed : written}
      onChange={(text) => {
        setTyped(text);
        put(place, meaning(text));
      }}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
      autoComplete="off"
    />
  );
}

/** A whole number: points, days, pieces. */
export function WholeField(props: FieldProps<Typed>) {
  return <NumberText {...props} read={readWhole} write={String} inputMode="numeric" />;
}

/** A whole number that may be left empty. */
export function OptionalWholeField(props: FieldProps<Typed | null>) {
  return <NumberText {...props} empty={null} read={readWhole} write={String} inputMode="numeric" />;
}

/** A number for which empty means 0. */
export function ZeroWholeField(props: FieldProps<Typed>) {
  return <NumberText {...props} empty={0} read={readWhole} write={String} inputMode="numeric" />;
}

/** An amount of money as it is typed. The currency stands beside it; both decimal marks are understood. */
export function MoneyField({ empty, ...props }: FieldProps<Typed | null> & { empty?: 0 | null }) {
  const { draft } = useEditor();
  const { locale } = useFormat();
  return (
    <NumberText
      {...props}
      {...(empty === undefined ? {} : { empty })}
      read={(text) => readMoney(text, draft.currencyCode)}
      write={(value) => writeMoney(value, draft.currencyCode, locale)}
      suffix={draft.currencyCode}
      inputMode="decimal"
    />
  );
}

/** Basis points, typed as a percentage. */
export function PercentField(props: FieldProps<Typed>) {
  const { locale } = useFormat();
  return (
    <NumberText
      {...props}
      read={(text) => readDecimal(text.replace('%', ''), 2)}
      write={(value) => writeDecimal(value, 2, locale)}
      suffix="%"
      inputMode="decimal"
    />
  );
}

/** Basis points, typed as a factor: 2 is 20000. */
export function FactorField(props: FieldProps<Typed>) {
  const { locale } = useFormat();
  return (
    <NumberText
      {...props}
      read={(text) => readDecimal(text.replace(/[×x*]/i, ''), 4)}
      write={(value) => writeDecimal(value, 4, locale)}
      suffix="×"
      inputMode="decimal"
    />
  );
}

/** A date of the shop's calendar, in the browser's own picker; empty for none. */
export function DateField({ place, label, help }: FieldProps<string | null>) {
  const { errorAt, touch } = useEditor();
  return (
    <TextField
      type="date"
      label={label}
      helpText={help}
      value={place.value ?? ''}
      onChange={(text) => put(place, text === '' ? null : text)}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
      autoComplete="off"
    />
  );
}

/** Minutes since midnight, in the browser's own time picker. */
export function TimeField({ place, label }: FieldProps<Typed>) {
  const { t } = useTranslation();
  const { errorAt, touch } = useEditor();
  const minutes = typeof place.value === 'number' ? place.value : 0;
  const two = (value: number) => String(value).padStart(2, '0');
  return (
    <TextField
      type="time"
      label={label}
      value={`${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}
      onChange={(text) => {
        const [hours = 0, rest = 0] = text.split(':').map(Number);
        put(place, Number.isInteger(hours * 60 + rest) ? hours * 60 + rest : 0);
      }}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path) && t('problems.time_invalid')}
      autoComplete="off"
    />
  );
}
