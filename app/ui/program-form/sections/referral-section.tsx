import { BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeReferral } from '../../../i18n/describe-goals.ts';
import { referralSchema } from '../../../program/referral.ts';
import { useEditor } from '../editor-context.tsx';
import { RewardChoice, SwitchField } from '../fields/choice-field.tsx';
import { MoneyField, OptionalWholeField, WholeField, ZeroWholeField } from '../fields/number-field.tsx';
import { at, present, put } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { withReferral } from './new-reward.ts';

/** Recommending the shop: what both sides get, and what keeps it fair. */
export function ReferralSection() {
  const { t } = useTranslation();
  const { root } = useEditor();
  const sentenceOf = useSentence(referralSchema, describeReferral);
  const referral = present(at(root, 'referral'));
  if (!referral) {
    return (
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('program.referral.startTitle')}
          </Text>
          <Text as="p">{t('program.referral.startText')}</Text>
          <div>
            <Button variant="primary" onClick={() => root.change(withReferral, 'referral')}>
              {t('program.referral.start')}
            </Button>
          </div>
        </BlockStack>
      </Card>
    );
  }
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('program.referral.title')}
          </Text>
          <Text as="p" tone="subdued">
            {sentenceOf(referral.value) ?? t('program.items.unreadable')}
          </Text>
          <FormLayout>
            <SwitchField place={at(referral, 'enabled')} label={t('program.referral.enabled')} />
            <RewardChoice
              place={at(referral, 'friendRewardId')}
              label={t('program.referral.friend')}
              help={t('program.referral.friendHelp')}
              none={t('program.goal.none')}
            />
            <FormLayout.Group>
              <OptionalWholeField
                place={at(referral, 'advocatePoints')}
                label={t('program.referral.advocatePoints')}
                placeholder={t('program.goal.none')}
              />
              <RewardChoice
                place={at(referral, 'advocateRewardId')}
                label={t('program.referral.advocateReward')}
                none={t('program.goal.none')}
              />
            </FormLayout.Group>
          </FormLayout>
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('program.referral.fairTitle')}
            </Text>
            <Text as="p" tone="subdued">
              {t('program.referral.fairText')}
            </Text>
          </BlockStack>
          <FormLayout>
            <FormLayout.Group>
              <MoneyField
                place={at(referral, 'minimumOrderMinor')}
                empty={0}
                label={t('program.referral.minimum')}
                placeholder={t('program.rewards.minimumNone')}
              />
              <ZeroWholeField
                place={at(referral, 'holdDays')}
                label={t('program.referral.hold')}
                help={t('program.referral.holdHelp')}
                suffix={t('program.fields.days')}
                placeholder="0"
              />
            </FormLayout.Group>
            <FormLayout.Group>
              <WholeField
                place={at(referral, 'linkDays')}
                label={t('program.referral.link')}
                suffix={t('program.fields.days')}
              />
              <OptionalWholeField
                place={at(referral, 'maxPerMonth')}
                label={t('program.referral.month')}
                placeholder={t('program.limits.any')}
              />
              <ZeroWholeField
                place={at(referral, 'maxPerHousehold')}
                label={t('program.referral.household')}
                placeholder="0"
              />
            </FormLayout.Group>
          </FormLayout>
        </BlockStack>
      </Card>
      <InlineStack align="end">
        <Button variant="tertiary" tone="critical" onClick={() => put(at(root, 'referral'), null)}>
          {t('program.referral.remove')}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
