/** The titles that a reward has by itself, in every language, until the merchant writes their own. Pure. */
import { say, type WordKey } from '../../i18n/explain.ts';
import { locales, type Locale } from '../../lib/locales.ts';
import { formatMoney } from '../../lib/money.ts';
import { defaultProgram } from '../../program/default-program.ts';
import { isCodeReward } from '../../program/rewards/reward.ts';
import type { Text } from '../../program/text.ts';
import { readBasisPoints, readMoney, type RewardForm, type RewardKind } from './form-state.ts';

const keys: Record<RewardKind, WordKey> = {
  amount_off: 'title_amount_off',
  percentage_off: 'title_percentage_off',
  free_shipping: 'title_free_shipping',
};

/** Null while the value that the title names cannot be read. */
export function automaticTitle(reward: RewardForm, currencyCode: string): Text | null {
  const write = valueWriter(reward, currencyCode);
  if (!write) return null;
  const title: Text = { en: '', da: '', sv: '', hu: '', de: '' };
  for (const locale of locales) title[locale] = say(keys[reward.kind], { value: write(locale) }, locale);
  return title;
}

/**
 * The reward after a change of its value. Titles that still are the automatic ones (or empty) follow; those that the
 * merchant wrote stay.
 */
export function withValue(
  reward: RewardForm,
  change: Partial<Pick<RewardForm, 'amount' | 'percentage'>>,
  currencyCode: string,
): RewardForm {
  const before = automaticTitle(reward, currencyCode);
  const next = { ...reward, ...change };
  const after = automaticTitle(next, currencyCode);
  if (!after) return next;
  const title = { ...reward.title };
  for (const locale of locales) {
    const isOwn = title[locale] !== '' && before !== null && !sameWords(title[locale], before[locale]);
    if (!isOwn) title[locale] = after[locale];
  }
  return { ...next, title };
}

/** A new reward of a kind, as the proposal for the currency has it. @param id not used by another reward. */
export function newReward(kind: RewardKind, id: string, currencyCode: string): RewardForm {
  const proposal = defaultProgram(currencyCode)
    .rewards.filter(isCodeReward)
    .find((reward) => reward.kind === kind);
  const reward: RewardForm = {
    id,
    kind,
    enabled: true,
    title: { en: '', da: '', sv: '', hu: '', de: '' },
    costPoints: String(proposal?.costPoints ?? 100),
    amount: '',
    percentage: '',
    minimumSubtotal: '',
    codeValidDays: '365',
    combinesWith: proposal?.combinesWith ?? { order: false, product: false, shipping: false },
  };
  return kind === 'free_shipping' ? { ...reward, title: automaticTitle(reward, currencyCode) ?? reward.title } : reward;
}

/** An id that no reward of the program has yet. */
export function freeRewardId(rewards: readonly RewardForm[], kind: RewardKind): string {
  for (let number = 1; ; number++) {
    const id = `rw_${kind}_${number}`;
    if (!rewards.some((reward) => reward.id === id)) return id;
  }
}

function valueWriter(reward: RewardForm, currencyCode: string): ((locale: Locale) => string) | null {
  if (reward.kind === 'free_shipping') return () => '';
  if (reward.kind === 'amount_off') {
    const amountMinor = readMoney(reward.amount, currencyCode);
    return amountMinor ? (locale) => formatMoney(amountMinor, currencyCode, locale) : null;
  }
  const basisPoints = readBasisPoints(reward.percentage);
  if (!basisPoints) return null;
  return (locale) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** Spaces count as equal whether they break a line or not: languages differ in what they put between a number and its unit. */
function sameWords(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/\s/g, ' ').trim();
  return plain(a) === plain(b);
}
