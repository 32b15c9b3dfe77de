import { InlineStack, Text } from '@shopify/polaris';

/** The level's color, beside its name, which says the same. */
const dot = { width: '0.75rem', height: '0.75rem', borderRadius: '50%', flex: 'none' } as const;

export function LevelMark({ name, color }: { name: string; color: string }) {
  return (
    <InlineStack gap="150" blockAlign="center" wrap={false}>
      <span style={{ ...dot, background: color }} aria-hidden="true" />
      <Text as="span">{name}</Text>
    </InlineStack>
  );
}
