import { ActionList, BlockStack, Box, Button, InlineStack, Popover, Text } from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { dateInZone } from '../../lib/calendar.ts';
import type { Condition } from '../../program/conditions/condition.ts';
import { ConditionFields } from './condition-fields.tsx';
import type { Draft } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import { kindsFor, newCondition, type ConditionKind, type ConditionsOf } from './new-condition.ts';
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
  const [isAdding, setAdding] = useState(false);
  const error = errorAt(list.path);
  const add = (kind: ConditionKind) => {
    addItem(list, newCondition(kind, draft, dateInZone(new Date(), timeZone)));
    setAdding(false);
  };
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h4" variant="headingSm">
          {title}
        </Text>
        <Popover
          active={isAdding}
          onClose={() => setAdding(false)}
          preferredAlignment="right"
          activator={
            <Button icon={PlusIcon} disclosure onClick={() => setAdding(!isAdding)}>
              {t('program.when.add')}
            </Button>
          }
        >
          <ActionList
            actionRole="menuitem"
            sections={kindsFor(of).map(({ group, kinds }) => ({
              title: t(`program.when.groups.${group}`),
              items: kinds.map((kind) => ({
                content: t(`program.when.kinds.${kind}`),
                onAction: () => add(kind),
              })),
            }))}
          />
        </Popover>
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
      {items(list).map((place, index) => {
        const name = t(`program.when.kinds.${place.value.kind}`);
        return (
          <Box
            key={place.path}
            background="bg-surface"
            padding="300"
            borderRadius="200"
            borderWidth="025"
            borderColor="border"
          >
            <BlockStack gap="300">
              <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
                <Text as="h5" variant="bodyMd" fontWeight="semibold">
                  {name}
                </Text>
                <Button
                  icon={DeleteIcon}
                  variant="tertiary"
                  accessibilityLabel={t('program.items.removeNamed', { name })}
                  onClick={() => removeItem(list, index)}
                />
              </InlineStack>
              <ConditionFields place={place} />
            </BlockStack>
          </Box>
        );
      })}
    </BlockStack>
  );
}
