import { BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { CostOfLast90Days, CostOfProgram } from '../../backtest/cost-of-90-days.server.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** The last 90 days under the draft, beside the live program; and how much history that is. */
export function PastCost({ cost }: { cost: CostOfLast90Days }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (cost.orders === 0) return <Text as="p">{t('program.forecast.none')}</Text>;
  const rows: [label: string, write: (of: CostOfProgram) => string][] = [
    [t('program.forecast.issued'), ({ issuedPoints }) => format.number(issuedPoints)],
    [t('program.forecast.redeemed'), ({ redeemedPoints }) => format.number(redeemedPoints)],
    [t('program.forecast.cost'), ({ rewardCostMinor }) => format.money(rewardCostMinor, cost.currencyCode)],
    [
      t('program.forecast.share'),
      ({ rewardCostMinor, memberRevenueMinor }) =>
        memberRevenueMinor > 0 ? format.percent(rewardCostMinor / memberRevenueMinor) : '–',
    ],
  ];
  const isYoung = cost.knownFrom !== null && cost.knownFrom > cost.from;
  return (
    <BlockStack gap="200">
      <table className="regulars-forecast">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('program.forecast.next')}</th>
            {cost.live && <th scope="col">{t('program.forecast.live')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, write]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{write(cost.next)}</td>
              {cost.live && <td>{write(cost.live)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <Text as="p" tone="subdued">
        {t('program.forecast.seen', {
          count: cost.orders,
          number: format.number(cost.orders),
          amount: format.money(cost.revenueMinor, cost.currencyCode),
          from: format.calendarDate(cost.from),
          to: format.calendarDate(cost.to),
        })}
        {isYoung && cost.knownFrom && ` ${t('program.forecast.young', { date: format.calendarDate(cost.knownFrom) })}`}
      </Text>
    </BlockStack>
  );
}
