import { BlockStack, Box, Card, Checkbox, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { sayPoints } from '../../i18n/explain.ts';
import { compileProgram } from '../../program/compile.ts';
import { noBudgets } from '../../program/member-state.ts';
import { useEditor } from '../program-form/editor-context.tsx';
import { at, items, put } from '../program-form/place.ts';
import { useRuleName } from '../program-form/sections/earning-section.tsx';
import { AccentCard, IconPicker, PointNameFields } from '../program-form/sections/looks-section.tsx';
import { MembershipCard } from '../program-form/sections/membership-card.tsx';
import { RuleConditions, RuleValue } from '../program-form/sections/rule-editor.tsx';
import { useToday } from '../program-form/use-today.ts';

/** How points are earned, with what the template proposes; and what they are called. */
export function PointsStep({ exampleMinor }: { exampleMinor: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { root, draft, problemsBelow } = useEditor();
  const nameOf = useRuleName();
  return (
    <>
      {items(at(root, 'rules')).map((rule) => {
        const enabled = at(rule, 'enabled');
        return (
          <Card key={rule.value.id}>
            <BlockStack gap="400">
              <Checkbox
                label={nameOf(rule.value)}
                checked={enabled.value}
                onChange={(checked) => put(enabled, checked)}
              />
              {enabled.value && <RuleValue place={rule} />}
              {enabled.value && problemsBelow(`${rule.path}.when`) > 0 && <RuleConditions place={rule} />}
            </BlockStack>
          </Card>
        );
      })}
      <Example exampleMinor={exampleMinor} />
      {draft.membership && <MembershipCard />}
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('program.name.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('onboarding.points.languages')}
            </Text>
          </BlockStack>
          <PointNameFields language={format.locale} />
          <IconPicker />
        </BlockStack>
      </Card>
      <AccentCard hasEditorLink={false} />
    </>
  );
}

/** What an ordinary order earns, by the engine itself. */
function Example({ exampleMinor }: { exampleMinor: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useToday();
  const { program } = useEditor();
  const { awards } = compileProgram(program).evaluate(
    {
      kind: 'order',
      orderId: '1',
      currencyCode: program.currencyCode,
      at: { date: today, minute: 720 },
      lines: [{ lineId: '1', productId: null, quantity: 1, amountMinor: exampleMinor, giftCard: false, tip: false }],
    },
    { status: 'active', joinedOn: today },
    noBudgets,
  );
  const points = awards.reduce((sum, award) => sum + award.points, 0);
  if (points === 0) return null;
  return (
    <Box background="bg-surface-success" padding="300" borderRadius="200">
      <Text as="p">
        {t('onboarding.points.example', {
          amount: format.money(exampleMinor),
          points: sayPoints(points, { locale: format.locale, pointName: program.pointName[format.locale] }),
        })}
      </Text>
    </Box>
  );
}
