/** Numbers for the axis of a chart. Pure. */
const MILLION = 1_000_000;

/**
 * Written out below a million: what languages shorten a thousand to is not read as one everywhere ("2 t" is two hours to a
 * Dane). From there on short, since a million is a word: "1,2 mio.".
 */
export function axisNumber(locale: string): (value: number) => string {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return (value) => (Math.abs(value) < MILLION ? whole : short).format(value);
}
