/** What the comparisons with Shopify found and repaired, and the button that asks for one now. */
import { useFetcher, useRevalidator } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { Badge, Banner, BlockStack, Button, InlineStack, Link, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { ReconciliationReport } from '../../reconciliation/report.server.ts';
import { useAnswer } from '../use-answer.ts';
import { usePointName } from '../use-point-name.ts';

/** How often the page looks for the end of a check that is under way. */
const LOOK_AGAIN_MS = 3000;

export function ChecksCard({ report, isPublished }: { report: ReconciliationReport; isPublished: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const fetcher = useFetcher<{ ok: boolean }>();
  useAnswer(fetcher, (answer) => {
    bridge.toast.show(t(answer.ok ? 'operations.checks.asked' : 'errors.title'), { isError: !answer.ok });
  });
  useLookAgain(report.isRunning);
  const { last, month, fullOrders } = report;
  return (
    <>
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {last?.state === 'done'
              ? t('operations.checks.last', { when: format.dateTime(last.finishedAt) })
              : t(isPublished ? 'operations.checks.never' : 'operations.checks.unpublished')}
          </Text>
          {last?.state === 'done' && <Outcome month={month} />}
        </InlineStack>
        <Button
          disabled={!isPublished || fetcher.state !== 'idle'}
          loading={report.isRunning}
          onClick={() => void fetcher.submit({ intent: 'check' }, { method: 'post', encType: 'application/json' })}
        >
          {t('operations.checks.now')}
        </Button>
      </InlineStack>
      <div aria-live="polite">
        {report.isRunning ? (
          <Text as="p" tone="subdued">
            {t(report.trouble ? 'operations.checks.trouble' : 'operations.checks.running')}
          </Text>
        ) : last?.state === 'failed' ? (
          <Banner tone="warning">{t('operations.checks.failed', { when: format.dateTime(last.finishedAt) })}</Banner>
        ) : (
          last && (
            <Text as="p" tone="subdued">
              {[
                month.findings === 0 ? t('operations.checks.nothing') : '',
                fullOrders === null
                  ? ''
                  : t('operations.checks.full', { count: fullOrders, number: format.number(fullOrders) }),
              ].join(' ')}
            </Text>
          )
        )}
      </div>
      {report.findings.length > 0 && <Findings findings={report.findings} />}
    </>
  );
}

/** Of 30 days: what needs a person goes first, then what was repaired, else all agrees. */
function Outcome({ month }: Pick<ReconciliationReport, 'month'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (month.open > 0) {
    const number = format.number(month.open);
    return <Badge tone="attention">{t('operations.checks.badge.open', { count: month.open, number })}</Badge>;
  }
  if (month.repaired > 0) {
    const number = format.number(month.repaired);
    return <Badge tone="info">{t('operations.checks.badge.repaired', { count: month.repaired, number })}</Badge>;
  }
  return <Badge tone="success">{t('operations.checks.badge.agrees')}</Badge>;
}

function Findings({ findings }: Pick<ReconciliationReport, 'findings'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t('operations.checks.list')}
      </Text>
      <ul className="regulars-timeline">
        {findings.map(({ key, code, name, memberId, points, repaired, isOpen, foundAt }) => (
          <li key={key}>
            <Text as="span" fontWeight="semibold" breakWord>
              {t(`operations.checks.found.${code}`, { name })}
            </Text>
            <span className="regulars-points">
              {points !== 0 && (
                <Text as="span" fontWeight="semibold" tone={points > 0 ? 'success' : 'base'}>
                  {`${points > 0 ? '+' : ''}${sayPoints(points, { locale: format.locale, pointName })}`}
                </Text>
              )}
            </span>
            <Text as="span" tone="subdued" breakWord>
              {isOpen
                ? t(`operations.checks.open.${code}`)
                : t(repaired ? 'operations.checks.repaired' : 'operations.checks.settled')}
            </Text>
            <span className="regulars-timeline-when">
              <Text as="span" variant="bodySm" tone="subdued">
                <time dateTime={foundAt}>{format.dateTime(foundAt)}</time>
              </Text>
            </span>
            {memberId && (
              <span className="regulars-timeline-wide">
                <Link
                  url={`/app/members/${memberId}`}
                  accessibilityLabel={`${t('operations.checks.member')}: ${t(`operations.checks.found.${code}`, { name })}`}
                >
                  {t('operations.checks.member')}
                </Link>
              </span>
            )}
          </li>
        ))}
      </ul>
    </BlockStack>
  );
}

/** Reads the page anew, now and then, while a check is under way. */
function useLookAgain(isRunning: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, revalidate]);
}
