import { Badge, BlockStack, Box, Button, Card, Collapsible, InlineStack, Text } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import { useSearchParams } from '@remix-run/react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartKind } from '../../program/checks/parts.ts';
import { AddMenu } from './add-menu.tsx';
import { useEditor } from './editor-context.tsx';
import { PartFindings } from './finding-list.tsx';
import { addItem, items, moveItem, removeItem, type Place } from './place.ts';
import { PreviewButton } from './with-preview.tsx';

export interface Proposal<T> {
  label: string;
  help?: string;
  /** A complete entry: it works as it is. */
  make(): T;
}

interface ItemListProps<T extends { id: string }> {
  list: Place<T[]>;
  /** What its entries are, for what the checks say of them. */
  part: PartKind;
  title: string;
  text?: string;
  addLabel: string;
  empty: string;
  proposals: readonly { title?: string; items: readonly Proposal<T>[] }[];
  /** A few words, e.g. the merchant's name for it. */
  nameOf(item: T): string;
  /** The whole entry in a sentence; null while it cannot be read. */
  sentenceOf(item: T): string | null;
  editor(place: Place<T>): ReactNode;
  /** Which of the list's entries are on; left out where entries cannot be off. */
  switchOf?: (item: T) => { isOn: boolean; turn(on: boolean): T };
}

/** A list of parts of the program: each a sentence, opened to be edited; new ones come complete. */
export function ItemList<T extends { id: string }>(props: ItemListProps<T>) {
  const { list, title, text, addLabel, empty, proposals } = props;
  const [search] = useSearchParams();
  const [openId, setOpenId] = useState(search.get('open'));
  const { errorAt } = useEditor();
  const error = errorAt(list.path);
  const add = (proposal: Proposal<T>) => {
    const item = proposal.make();
    addItem(list, item);
    setOpenId(item.id);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <AddMenu
            label={addLabel}
            groups={proposals.map(({ title: group, items: offered }) => ({
              title: group,
              items: offered.map((proposal) => ({
                label: proposal.label,
                help: proposal.help,
                add: () => add(proposal),
              })),
            }))}
          />
        </InlineStack>
        {text && (
          <Text as="p" tone="subdued">
            {text}
          </Text>
        )}
        {error && (
          <Text as="p" tone="critical">
            {error}
          </Text>
        )}
        {list.value.length === 0 && (
          <Text as="p" tone="subdued">
            {empty}
          </Text>
        )}
        <ul className="regulars-items">
          {items(list).map((place, index) => (
            <ItemRow
              key={place.value.id}
              {...props}
              place={place}
              index={index}
              isOpen={openId === place.value.id}
              onToggle={() => setOpenId(openId === place.value.id ? null : place.value.id)}
            />
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

interface ItemRowProps<T extends { id: string }> extends ItemListProps<T> {
  place: Place<T>;
  index: number;
  isOpen: boolean;
  onToggle(): void;
}

function ItemRow<T extends { id: string }>({ list, place, index, isOpen, onToggle, ...props }: ItemRowProps<T>) {
  const { t } = useTranslation();
  const { problemsBelow, showsErrorBelow } = useEditor();
  const id = useId();
  const item = place.value;
  const name = props.nameOf(item);
  const toggle = props.switchOf?.(item);
  const isShown = isOpen || showsErrorBelow(place.path);
  return (
    <li>
      <div className="regulars-item">
        <BlockStack gap="050">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="bodyMd" fontWeight="semibold">
              {name}
            </Text>
            {toggle && !toggle.isOn && <Badge>{t('program.items.off')}</Badge>}
            {problemsBelow(place.path) > 0 && <Badge tone="attention">{t('program.items.unfinished')}</Badge>}
          </InlineStack>
          <Text as="p" tone="subdued">
            {props.sentenceOf(item) ?? t('program.items.unreadable')}
          </Text>
          <PartFindings part={props.part} id={item.id} />
        </BlockStack>
        <InlineStack gap="200" wrap={false}>
          {toggle && (
            <Button
              variant="tertiary"
              accessibilityLabel={t(toggle.isOn ? 'program.items.turnOffNamed' : 'program.items.turnOnNamed', { name })}
              onClick={() => place.change((old) => props.switchOf?.(old).turn(!toggle.isOn) ?? old)}
            >
              {t(toggle.isOn ? 'program.items.turnOff' : 'program.items.turnOn')}
            </Button>
          )}
          <Button
            disclosure={isShown ? 'up' : 'down'}
            ariaControls={id}
            ariaExpanded={isShown}
            accessibilityLabel={t('program.items.editNamed', { name })}
            onClick={onToggle}
          >
            {t('program.items.edit')}
          </Button>
        </InlineStack>
      </div>
      <Collapsible id={id} open={isShown} transition={{ duration: '150ms' }}>
        {isShown && (
          <Box background="bg-surface-secondary" padding="400" borderRadius="200">
            <BlockStack gap="400">
              {props.editor(place)}
              <PreviewButton />
              <InlineStack align="space-between" gap="200">
                <InlineStack gap="200">
                  {index > 0 && (
                    <Button variant="tertiary" onClick={() => moveItem(list, index, -1)}>
                      {t('program.items.up')}
                    </Button>
                  )}
                  {index < list.value.length - 1 && (
                    <Button variant="tertiary" onClick={() => moveItem(list, index, 1)}>
                      {t('program.items.down')}
                    </Button>
                  )}
                </InlineStack>
                <Button
                  icon={DeleteIcon}
                  variant="tertiary"
                  tone="critical"
                  accessibilityLabel={t('program.items.removeNamed', { name })}
                  onClick={() => removeItem(list, index)}
                >
                  {t('program.items.remove')}
                </Button>
              </InlineStack>
            </BlockStack>
          </Box>
        )}
      </Collapsible>
    </li>
  );
}

/** The switch of entries that have `enabled`. */
export function enabledSwitch<T extends { enabled: boolean }>(item: T): { isOn: boolean; turn(on: boolean): T } {
  return { isOn: item.enabled, turn: (enabled) => ({ ...item, enabled }) };
}
