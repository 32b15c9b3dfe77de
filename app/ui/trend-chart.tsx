/** Two series of whole numbers over time, as bars. Read aloud as a table; drawn without a chart library. */
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { sayCount } from '../i18n/explain.ts';
import { usePointName } from './use-point-name.ts';

export interface TrendPoint {
  firstOn: string;
  lastOn: string;
  issued: number;
  redeemed: number;
}

export function TrendChart({ points }: { points: readonly TrendPoint[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const count = (value: number) => sayCount(value, { locale: format.locale, pointName });
  const highest = Math.max(1, ...points.map((point) => Math.max(point.issued, point.redeemed)));
  const height = (value: number) => `${(Math.max(0, value) / highest) * 100}%`;
  const name = (point: TrendPoint) =>
    point.firstOn === point.lastOn
      ? format.day(point.firstOn)
      : `${format.day(point.firstOn)} – ${format.day(point.lastOn)}`;
  const describe = (point: TrendPoint) =>
    t('home.trend.step', {
      when: name(point),
      issued: count(point.issued),
      redeemed: count(point.redeemed),
    });
  if (points.every((point) => point.issued === 0 && point.redeemed === 0)) {
    return (
      <Text as="p" tone="subdued">
        {t('home.trend.empty')}
      </Text>
    );
  }
  const first = points[0];
  const last = points.at(-1);
  return (
    <div className="regulars-chart">
      <div className="regulars-chart-keys" aria-hidden="true">
        <span className="regulars-chart-key" data-series="issued">
          {t('home.trend.issued')}
        </span>
        <span className="regulars-chart-key" data-series="redeemed">
          {t('home.trend.redeemed')}
        </span>
        <span className="regulars-chart-highest">{t('home.trend.highest', { points: count(highest) })}</span>
      </div>
      <div className="regulars-chart-plot" aria-hidden="true">
        {points.map((point) => (
          <div key={point.firstOn} className="regulars-chart-step" title={describe(point)}>
            <div className="regulars-chart-bar" data-series="issued" style={{ height: height(point.issued) }} />
            <div className="regulars-chart-bar" data-series="redeemed" style={{ height: height(point.redeemed) }} />
          </div>
        ))}
      </div>
      <div className="regulars-chart-axis" aria-hidden="true">
        <span>{first ? format.day(first.firstOn) : ''}</span>
        <span>{last ? format.day(last.lastOn) : ''}</span>
      </div>
      <Text as="p" visuallyHidden>
        {points
          .filter((point) => point.issued !== 0 || point.redeemed !== 0)
          .map(describe)
          .join('; ')}
      </Text>
    </div>
  );
}
