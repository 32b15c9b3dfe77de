import { useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, InlineError, InlineStack, Tag, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../editor-context.tsx';
import { put, type Place } from '../place.ts';

type GoodsKind = 'products' | 'collections';

interface GoodsFieldProps {
  place: Place<string[]>;
  kind: GoodsKind;
  label: string;
  help?: string;
}

/** Products or collections of the document, chosen in Shopify's own picker; the document keeps their numbers. */
export function GoodsField({ place, kind, label, help }: GoodsFieldProps) {
  const { errorAt, touch } = useEditor();
  const error = errorAt(place.path);
  return (
    <BlockStack gap="150">
      <GoodsPicker
        ids={place.value}
        kind={kind}
        label={label}
        {...(help === undefined ? {} : { help })}
        onChange={(ids) => {
          touch(place.path);
          put(place, ids);
        }}
      />
      {error !== undefined && <InlineError message={error} fieldID={place.path} />}
    </BlockStack>
  );
}

interface GoodsPickerProps {
  ids: readonly string[];
  kind: GoodsKind;
  label: string;
  help?: string;
  onChange(ids: string[]): void;
}

export function GoodsPicker({ ids, kind, label, help, onChange }: GoodsPickerProps) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const { names } = useEditor();
  const resource = kind === 'products' ? 'Product' : 'Collection';
  const pick = async () => {
    const chosen = await bridge.resourcePicker({
      type: kind === 'products' ? 'product' : 'collection',
      multiple: true,
      action: 'select',
      selectionIds: ids.map((id) => ({ id: `gid://shopify/${resource}/${id}` })),
      ...(kind === 'products' ? { filter: { variants: false } } : {}),
    });
    if (!chosen) return;
    const found = chosen.map(({ id, ...rest }) => [id.split('/').at(-1) ?? id, titleOf(rest)] as const);
    names.learn(kind, new Map(found));
    onChange(found.map(([id]) => id));
  };
  return (
    <BlockStack gap="150">
      <InlineStack gap="300" blockAlign="center">
        <Text as="span">{label}</Text>
        <Button onClick={() => void pick()} accessibilityLabel={`${label}: ${t('program.fields.pick')}`}>
          {t('program.fields.pick')}
        </Button>
      </InlineStack>
      {help && (
        <Text as="p" tone="subdued">
          {help}
        </Text>
      )}
      {ids.length > 0 && (
        <InlineStack gap="200">
          {ids.map((id) => (
            <Tag key={id} onRemove={() => onChange(ids.filter((other) => other !== id))}>
              {names[kind].get(id) ?? t('program.fields.unnamed', { id })}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}

function titleOf(resource: object): string {
  return 'title' in resource && typeof resource.title === 'string' ? resource.title : '';
}
