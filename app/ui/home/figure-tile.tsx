import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import type { FigurePanel } from '../../analytics/panel.ts';
import { FigureBody } from '../analytics/panel-body.tsx';
import { Sparkline } from '../analytics/sparkline.tsx';
import { usePanelWords } from '../analytics/use-panel-words.ts';

interface FigureTileProps {
  panel: FigurePanel;
  /** How it went over the period; drawn below the figure. */
  course: readonly (number | null)[];
  url: string;
}

/** A figure of Home: what it is, how much, against before, and how it went. Leads to where it is explained. */
export function FigureTile({ panel, course, url }: FigureTileProps) {
  const { title, empty } = usePanelWords(panel.id);
  return (
    <Card roundedAbove="xs">
      <div className="regulars-tile">
        <BlockStack gap="150">
          <Text as="h3" variant="headingSm" breakWord>
            <Link url={url} removeUnderline monochrome>
              {title}
            </Link>
          </Text>
          <FigureBody panel={panel} empty={empty} />
        </BlockStack>
        <Sparkline values={course} />
      </div>
    </Card>
  );
}
