import { FormLayout, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface RangeFilterProps {
  /** What the two fields hold, as it is typed. */
  from: string;
  to: string;
  type?: 'date' | 'text';
  prefix?: string;
  /** Asked for when the typing pauses. An empty text is no bound. */
  onChange(from: string, to: string): void;
  /** Whether a text can be read; empty texts are not asked about. */
  isReadable(text: string): boolean;
}

const TYPING_PAUSE_MS = 600;

/** Two fields, from and to. */
export function RangeFilter({ from, to, type = 'text', prefix, onChange, isReadable }: RangeFilterProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ from, to });
  const isKnown = typed.from === from && typed.to === to;
  const problems = {
    from: typed.from !== '' && !isReadable(typed.from),
    to: typed.to !== '' && !isReadable(typed.to),
  };
  const isWrong = problems.from || problems.to;
  useEffect(() => setTyped({ from, to }), [from, to]);
  useEffect(() => {
    if (isKnown || isWrong) return;
    const timer = setTimeout(() => onChange(typed.from, typed.to), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
    // `onChange` is made anew at every render; only what was typed decides when to ask.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed.from, typed.to, isKnown, isWrong]);
  return (
    <FormLayout>
      {(['from', 'to'] as const).map((end) => (
        <TextField
          key={end}
          label={t(`members.filters.${end}`)}
          type={type}
          value={typed[end]}
          onChange={(text) => setTyped((now) => ({ ...now, [end]: text }))}
          error={problems[end] ? t('members.filters.unreadable') : undefined}
          prefix={prefix}
          inputMode={type === 'date' ? undefined : 'decimal'}
          autoComplete="off"
        />
      ))}
    </FormLayout>
  );
}
