import { BlockStack, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { dateInZone } from '../../lib/calendar.ts';
import type { Condition } from '../../program/conditions/condition.ts';
import { AddMenu } from './add-menu.tsx';
import { ConditionFields } from './condition-fields.tsx';
import type { Draft } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import { kindsFor, newCondition, type ConditionKind, type ConditionsOf } from './new-condition.ts';
import { PartBox } from './part-box.tsx';
import { addItem, items, removeItem, type Place } from './place.ts';

interface ConditionsEditorProps<Kind extends Draft<Condition>> {
  list: Place<Kind[]>;
  of: ConditionsOf;
  title: string;
  /** Said while there are none. */
  none: string;
}

/** When something holds: all conditions of the list together. */
export function ConditionsEditor<Kind extends Draft<Condition>>(props: ConditionsEditorProps<Kind>) {
  const { of, title, none } = props;
  // Members' conditions are conditions; a segment's menu offers no others.
  const list: Place<Draft<Condition>[]> = props.list as Place<Draft<Condition>[]>;
  const { t } = useTranslation();
  const { draft, errorAt } = useEditor();
  const { timeZone } = useShop();
  const error = errorAt(list.path);
  const add = (kind: ConditionKind) => addItem(list, newCondition(kind, draft, dateInZone(new Date(), timeZone)));
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h4" variant="headingSm">
          {title}
        </Text>
        <AddMenu
          label={t('program.when.add')}
          groups={kindsFor(of).map(({ group, kinds }) => ({
            title: t(`program.when.groups.${group}`),
            items: kinds.map((kind) => ({ label: t(`program.when.kinds.${kind}`), add: () => add(kind) })),
          }))}
        />
      </InlineStack>
      {list.value.length === 0 && (
        <Text as="p" tone="subdued">
          {none}
        </Text>
      )}
      {error && (
        <Text as="p" tone="critical">
          {error}
        </Text>
      )}
      {items(list).map((place, index) => (
        <PartBox
          key={place.path}
          name={t(`program.when.kinds.${place.value.kind}`)}
          onRemove={() => removeItem(list, index)}
        >
          <ConditionFields place={place} />
        </PartBox>
      ))}
    </BlockStack>
  );
}
