/** How the storefront will show the program, drawn from what is in the editor right now, in the shopper's language. */
import { BlockStack, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { describeReferral } from '../i18n/describe-goals.ts';
import { describeRule } from '../i18n/describe-rules.ts';
import type { DescribeContext } from '../i18n/describe.ts';
import { say, sayPoints } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useLanguageNames } from '../i18n/use-language-names.ts';
import { locales, nearestLocale, type Locale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import { compileProgram } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import type { ProgramEvent } from '../program/events.ts';
import { noBudgets } from '../program/member-state.ts';
import { isForSale } from '../program/rewards/availability.ts';
import { textIn } from '../program/text.ts';
import { PreviewCards } from './preview-cards.tsx';
import { ProgramIcon } from './program-icon.tsx';

interface StorefrontPreviewProps {
  program: Program;
  /** The price of the example, in minor units. */
  exampleMinor: number;
}

const WAYS_SHOWN = 5;

export function StorefrontPreview({ program, exampleMinor }: StorefrontPreviewProps) {
  const { t } = useTranslation();
  const admin = useFormat();
  const languageNames = useLanguageNames();
  const [language, setLanguage] = useState(admin.locale);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('preview.title')}
          </Text>
          <Select
            label={t('preview.language')}
            labelHidden
            value={language}
            options={locales.map((locale) => ({ value: locale, label: languageNames[locale] }))}
            onChange={(value) => setLanguage(nearestLocale(value))}
          />
        </InlineStack>
        <StorefrontPanel program={program} exampleMinor={exampleMinor} language={language} />
        <Text as="p" variant="bodySm" tone="subdued">
          {t('preview.note')}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** The panel alone: a product with its points, and what a member sees after joining and one order. */
export function StorefrontPanel({ program, exampleMinor, language }: StorefrontPreviewProps & { language: Locale }) {
  const context: DescribeContext = { locale: language, program };
  const { orderPoints, balance } = exampleBalance(program, exampleMinor);
  const worth = (points: number) =>
    program.style === 'cashback'
      ? formatMoney(points, program.currencyCode, language)
      : sayPoints(points, { locale: language, pointName: program.pointName[language] });
  const rewards = program.rewards.filter(isForSale).sort((a, b) => a.costPoints - b.costPoints);
  const ways = program.rules.filter(({ enabled }) => enabled).slice(0, WAYS_SHOWN);
  return (
    <div className="regulars-preview" lang={language}>
      {orderPoints > 0 && (
        <div className="regulars-preview-product">
          <span className="regulars-preview-photo" aria-hidden="true" />
          <div>
            <strong>{formatMoney(exampleMinor, program.currencyCode, language)}</strong>
            <span className="regulars-preview-earn">
              <ProgramIcon icon={program.icon} size={16} />
              {say('preview_product', { points: worth(orderPoints) }, language)}
            </span>
          </div>
        </div>
      )}
      <div className="regulars-preview-panel">
        <div className="regulars-preview-balance">
          <span>{say('preview_balance', {}, language)}</span>
          <strong>
            <ProgramIcon icon={program.icon} size={22} />
            {worth(balance)}
          </strong>
        </div>
        <PreviewCards program={program} context={context} />
        {rewards.length > 0 && <h3>{say('preview_rewards', {}, language)}</h3>}
        <ul>
          {rewards.map((reward) => (
            <li key={reward.id}>
              <div>
                <span>{textIn(reward.title, language)}</span>
                <small>{worth(reward.costPoints)}</small>
              </div>
              {balance >= reward.costPoints ? (
                <span className="regulars-preview-redeem">{say('preview_ready', {}, language)}</span>
              ) : (
                <small>{say('preview_missing', { points: worth(reward.costPoints - balance) }, language)}</small>
              )}
            </li>
          ))}
        </ul>
        {(ways.length > 0 || program.referral?.enabled) && (
          <div className="regulars-preview-ways">
            {ways.map((rule) => (
              <p key={rule.id}>{describeRule(rule, context)}</p>
            ))}
            {program.referral?.enabled && <p>{describeReferral(program.referral, context)}</p>}
          </div>
        )}
      </div>
    </div>
  );
}

/** What joining and one order of this size bring, by the engine itself. */
function exampleBalance(program: Program, amountMinor: number): { orderPoints: number; balance: number } {
  const { evaluate } = compileProgram(program);
  // A day without a happy hour's or a campaign's luck, if there is one.
  const at = { date: '2026-01-13', minute: 10 * 60 };
  const earn = (event: ProgramEvent) =>
    evaluate(event, { status: 'active', joinedOn: at.date }, noBudgets).awards.reduce(
      (sum, { points }) => sum + points,
      0,
    );
  const orderPoints = earn({
    kind: 'order',
    orderId: '1',
    currencyCode: program.currencyCode,
    at,
    lines: [{ lineId: '1', productId: null, quantity: 1, amountMinor, giftCard: false, tip: false }],
  });
  return { orderPoints, balance: orderPoints + earn({ kind: 'signup', at }) };
}
