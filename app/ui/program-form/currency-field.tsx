import { TextField } from '@shopify/polaris';

interface CurrencyFieldProps {
  label: string;
  currencyCode: string;
  value: string;
  onChange(value: string): void;
  onBlur?(): void;
  error?: string | undefined;
  helpText?: string;
  placeholder?: string;
}

/** An amount of money as it is typed. The currency stands beside it; both decimal marks are understood. */
export function CurrencyField({ currencyCode, ...field }: CurrencyFieldProps) {
  return <TextField {...field} suffix={currencyCode} inputMode="decimal" autoComplete="off" />;
}
