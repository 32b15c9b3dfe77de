import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { ordersUntil } from '../../../program/checks/first-reward.ts';
import { useEditor } from '../editor-context.tsx';
import { useToday } from '../use-today.ts';

/** How many orders of an ordinary size a reward is away for somebody who joins now. */
export function OrdersToReach({ costPoints }: { costPoints: number | string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { program, exampleMinor } = useEditor();
  const today = useToday();
  if (typeof costPoints !== 'number') return null;
  if (costPoints === 0) return t('program.rewards.given');
  const orders = ordersUntil(program, costPoints, exampleMinor, today);
  if (orders === null) return t('program.rewards.outOfReach');
  if (orders === 0) return t('program.rewards.atOnce');
  return t('program.rewards.reachedAfter', {
    count: orders,
    orders: format.number(orders),
    amount: format.money(exampleMinor),
  });
}
