import { FormLayout, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { CurrencyField } from './currency-field.tsx';
import { readMoney, readWhole, type ProgramForm, type RewardForm } from './form-state.ts';
import { withValue } from './reward-titles.ts';
import type { ProgramFormState } from './use-program-form.ts';

interface RewardValueFieldsProps {
  state: ProgramFormState;
  index: number;
  reward: RewardForm;
  /** What an order brings on average, to say how soon the reward is reached. */
  averageOrderMinor: number;
}

/** What a reward costs and gives. */
export function RewardValueFields({ state, index, reward, averageOrderMinor }: RewardValueFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { form, errorAt, touch } = state;
  const path = (field: string) => `rewards.${index}.${field}`;
  const set = (next: RewardForm) => setReward(state, index, next);
  const orders = ordersToReach(form, reward, averageOrderMinor);
  return (
    <FormLayout>
      <FormLayout.Group>
        {reward.kind === 'amount_off' && (
          <CurrencyField
            label={t('program.rewards.amount')}
            currencyCode={form.currencyCode}
            value={reward.amount}
            onChange={(amount) => set(withValue(reward, { amount }, form.currencyCode))}
            onBlur={() => touch(path('amountMinor'))}
            error={errorAt(path('amountMinor'))}
          />
        )}
        {reward.kind === 'percentage_off' && (
          <TextField
            label={t('program.rewards.percentage')}
            value={reward.percentage}
            onChange={(percentage) => set(withValue(reward, { percentage }, form.currencyCode))}
            onBlur={() => touch(path('percentageBp'))}
            error={errorAt(path('percentageBp'))}
            suffix="%"
            inputMode="decimal"
            autoComplete="off"
          />
        )}
        <TextField
          label={t('program.rewards.cost')}
          value={reward.costPoints}
          onChange={(costPoints) => set({ ...reward, costPoints })}
          onBlur={() => touch(path('costPoints'))}
          error={errorAt(path('costPoints'))}
          helpText={
            orders === null
              ? undefined
              : t('program.rewards.reachedAfter', {
                  count: orders,
                  orders: format.number(orders),
                  amount: format.money(averageOrderMinor),
                })
          }
          inputMode="numeric"
          autoComplete="off"
        />
      </FormLayout.Group>
    </FormLayout>
  );
}

export function setReward(state: ProgramFormState, index: number, reward: RewardForm): void {
  state.update((old) => ({ ...old, rewards: old.rewards.map((item, at) => (at === index ? reward : item)) }));
}

/** Orders of this size until the reward is reached; null while the numbers cannot be read or nothing is earned. */
export function ordersToReach(form: ProgramForm, reward: RewardForm, averageOrderMinor: number): number | null {
  const perUnit = readWhole(form.order.pointsPerUnit);
  const unitMinor = readMoney(form.order.unit, form.currencyCode);
  const cost = readWhole(reward.costPoints);
  if (!form.order.enabled || !perUnit || !unitMinor || !cost) return null;
  const pointsPerOrder = Math.floor((averageOrderMinor * perUnit) / unitMinor);
  return pointsPerOrder > 0 ? Math.max(1, Math.ceil(cost / pointsPerOrder)) : null;
}
