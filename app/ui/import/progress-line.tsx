import { ProgressBar, Text } from '@shopify/polaris';

interface ProgressLineProps {
  done: number;
  total: number;
  /** The same in words. */
  text: string;
}

/** How far a step of an import is, as a bar and in words; the card's heading has the id `import-file`. */
export function ProgressLine({ done, total, text }: ProgressLineProps) {
  return (
    <>
      <ProgressBar
        size="small"
        progress={total === 0 ? 0 : (done * 100) / total}
        ariaLabelledBy="import-file"
        animated={false}
      />
      <Text as="p" tone="subdued">
        {text}
      </Text>
    </>
  );
}
