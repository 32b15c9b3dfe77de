/** How the storefront will show the program, drawn from what is in the editor right now, in the shopper's language. */
import { BlockStack, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale, say, sayPoints } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useLanguageNames } from '../i18n/use-language-names.ts';
import { locales, nearestLocale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import { multiplyFloor } from '../lib/shares.ts';
import { ProgramIcon } from './program-icon.tsx';
import { readMoney, readWhole, type ProgramForm } from './program-form/form-state.ts';

interface StorefrontPreviewProps {
  form: ProgramForm;
  /** The price of the example, in minor units. */
  exampleMinor: number;
}

export function StorefrontPreview({ form, exampleMinor }: StorefrontPreviewProps) {
  const { t } = useTranslation();
  const admin = useFormat();
  const languageNames = useLanguageNames();
  const [language, setLanguage] = useState(admin.locale);
  const context = { locale: language, pointName: form.pointName[language] };
  const pointsPerUnit = readWhole(form.order.pointsPerUnit) ?? 0;
  const unitMinor = readMoney(form.order.unit, form.currencyCode) ?? 0;
  const earns = form.order.enabled && pointsPerUnit > 0 && unitMinor > 0;
  const points = earns ? multiplyFloor(exampleMinor, pointsPerUnit, unitMinor) : 0;
  const signup = form.signup.enabled ? (readWhole(form.signup.points) ?? 0) : 0;
  const balance = points + signup;
  const rewards = form.rewards
    .filter((reward) => reward.enabled)
    .map((reward) => ({ ...reward, cost: readWhole(reward.costPoints) ?? 0 }))
    .sort((a, b) => a.cost - b.cost);
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
        <div className="regulars-preview" lang={language}>
          {earns && (
            <div className="regulars-preview-product">
              <span className="regulars-preview-photo" aria-hidden="true" />
              <div>
                <strong>{formatMoney(exampleMinor, form.currencyCode, language)}</strong>
                <span className="regulars-preview-earn">
                  <ProgramIcon icon={form.icon} size={16} />
                  {say('preview_product', { points: sayPoints(points, context) }, language)}
                </span>
              </div>
            </div>
          )}
          <div className="regulars-preview-panel">
            <div className="regulars-preview-balance">
              <span>{say('preview_balance', {}, language)}</span>
              <strong>
                <ProgramIcon icon={form.icon} size={22} />
                {sayPoints(balance, context)}
              </strong>
            </div>
            {rewards.length > 0 && <h3>{say('preview_rewards', {}, language)}</h3>}
            <ul>
              {rewards.map((reward) => (
                <li key={reward.id}>
                  <div>
                    <span>{inLocale(reward.title, language)}</span>
                    <small>{sayPoints(reward.cost, context)}</small>
                  </div>
                  {balance >= reward.cost ? (
                    <span className="regulars-preview-redeem">{say('preview_ready', {}, language)}</span>
                  ) : (
                    <small>
                      {say('preview_missing', { points: sayPoints(reward.cost - balance, context) }, language)}
                    </small>
                  )}
                </li>
              ))}
            </ul>
            {(earns || signup > 0) && (
              <p>
                {earns &&
                  say(
                    'preview_earn',
                    {
                      rate: sayPoints(pointsPerUnit, context),
                      unit: formatMoney(unitMinor, form.currencyCode, language),
                    },
                    language,
                  )}
                {earns && signup > 0 && ' · '}
                {signup > 0 && say('preview_signup', { points: sayPoints(signup, context) }, language)}
              </p>
            )}
          </div>
        </div>
        <Text as="p" variant="bodySm" tone="subdued">
          {t('preview.note')}
        </Text>
      </BlockStack>
    </Card>
  );
}
