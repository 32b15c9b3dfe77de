import { BlockStack, Button, Card, InlineStack, Layout, Text } from '@shopify/polaris';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { findFirstReward } from '../../program/checks/check-program.ts';
import { makeProgram } from '../../program/document.ts';
import type { TemplateContext } from '../../program/templates/parts.ts';
import type { Template } from '../../program/templates/template.ts';
import { GoodsPicker } from '../program-form/fields/goods-field.tsx';
import { useSayFinding } from '../program-form/finding-list.tsx';
import { ProgramInSentences } from '../program-form/program-in-sentences.tsx';
import { useToday } from '../program-form/use-today.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { useTemplateWords } from './use-template-words.ts';

interface TemplateViewProps {
  template: Template;
  exampleMinor: number;
  onUse(document: unknown): void;
}

type Goods = Pick<TemplateContext, 'membershipProductIds' | 'freeProductIds' | 'collectionIds'>;

/** A template as members would meet it: how it earns, what it gives, how soon; and what has to be chosen to take it. */
export function TemplateView({ template, exampleMinor, onUse }: TemplateViewProps) {
  const { t } = useTranslation();
  const { currencyCode } = useShop();
  const today = useToday();
  const words = useTemplateWords()(template.id);
  const [goods, setGoods] = useState<Goods>({});
  // What is not chosen yet stands in the preview as one chosen thing.
  const program = useMemo(
    () =>
      makeProgram(
        template.document({
          currencyCode,
          today,
          membershipProductIds: ['0'],
          freeProductIds: ['0'],
          collectionIds: ['0'],
          ...goods,
        }),
      ),
    [template, currencyCode, goods, today],
  );
  const sayFinding = useSayFinding(program);
  const first = findFirstReward(program, { today, orderMinor: exampleMinor })[0];
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <Card>
            <BlockStack gap="400">
              <Text as="p" variant="bodyLg">
                {words.sentence}
              </Text>
              <Text as="p" tone="subdued">
                {t('program.templates.goodFor', { shops: words.goodFor })}
              </Text>
              {first && <Text as="p">{sayFinding(first)}</Text>}
              {template.asks.length > 0 && (
                <BlockStack gap="300">
                  <Text as="h2" variant="headingSm">
                    {t('program.templates.choose')}
                  </Text>
                  {template.asks.map((ask) => (
                    <GoodsPicker
                      key={ask}
                      ids={goods[ask] ?? []}
                      kind={ask === 'collectionIds' ? 'collections' : 'products'}
                      label={t(`program.templates.asks.${ask}`)}
                      onChange={(ids) => setGoods((old) => ({ ...old, [ask]: ids.length > 0 ? ids : undefined }))}
                    />
                  ))}
                  <Text as="p" tone="subdued">
                    {t('program.templates.chooseLater')}
                  </Text>
                </BlockStack>
              )}
              <InlineStack>
                <Button
                  variant="primary"
                  size="large"
                  onClick={() => onUse(template.document({ currencyCode, today, ...goods }))}
                >
                  {t('program.templates.use')}
                </Button>
              </InlineStack>
            </BlockStack>
          </Card>
          <ProgramInSentences program={program} />
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <StorefrontPreview program={program} exampleMinor={exampleMinor} />
      </Layout.Section>
    </Layout>
  );
}
