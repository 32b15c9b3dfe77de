import { BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeMembership } from '../../../i18n/describe-tiers.ts';
import { membershipSchema } from '../../../program/tiers.ts';
import { useEditor } from '../editor-context.tsx';
import { LevelChoice } from '../fields/choice-field.tsx';
import { GoodsField } from '../fields/goods-field.tsx';
import { WholeField } from '../fields/number-field.tsx';
import { at, present, put } from '../place.ts';
import { textOrNull } from '../text-or-null.ts';
import { useSentence } from '../use-describe.ts';
import { newMembership } from './new-tiers.ts';

/** Paid membership: buying a product gives a level for some months. */
export function MembershipCard() {
  const { t } = useTranslation();
  const { root, draft } = useEditor();
  const membership = present(at(root, 'membership'));
  const sentenceOf = useSentence(membershipSchema, describeMembership);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('program.membership.title')}
          </Text>
          {membership ? (
            <Button variant="tertiary" tone="critical" onClick={() => put(at(root, 'membership'), null)}>
              {t('program.membership.remove')}
            </Button>
          ) : (
            <Button
              onClick={() => draft.tiers && put(at(root, 'membership'), newMembership(draft.tiers))}
              disabled={draft.tiers === null}
            >
              {t('program.membership.add')}
            </Button>
          )}
        </InlineStack>
        <Text as="p" tone="subdued">
          {membership ? (sentenceOf(membership.value) ?? t('program.items.unreadable')) : t('program.membership.text')}
        </Text>
        {membership && (
          <FormLayout>
            <GoodsField
              place={at(membership, 'productIds')}
              kind="products"
              label={t('program.membership.products')}
              help={t('program.membership.productsHelp')}
            />
            <FormLayout.Group>
              <LevelChoice place={textOrNull(at(membership, 'levelId'))} label={t('program.membership.level')} />
              <WholeField
                place={at(membership, 'months')}
                label={t('program.membership.months')}
                suffix={t('program.fields.months')}
              />
            </FormLayout.Group>
          </FormLayout>
        )}
      </BlockStack>
    </Card>
  );
}
