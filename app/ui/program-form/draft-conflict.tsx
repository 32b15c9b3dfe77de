import { Banner, BlockStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import type { TheirDraft } from '../../publishing/program-action.ts';
import { toDraft, type ProgramDraft } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import { mergeDrafts } from './merge-drafts.ts';
import { useChanges } from './published-meanwhile.tsx';

const SHOWN = 6;

/**
 * Somebody else worked on the same draft: what they did, and how to go on. Nothing is written before one has chosen, and
 * undo leads back through both. @param onDone told the revision from which this editor goes on.
 */
export function DraftConflict({ theirs, onDone }: { theirs: TheirDraft | null; onDone(revision: number): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useChanges();
  const { currencyCode } = useShop();
  const { root, draft, base, keep, published } = useEditor();
  if (!theirs) {
    return (
      <Banner
        tone="warning"
        title={t('program.together.dropped')}
        action={{ content: t('program.together.goOn'), onAction: () => onDone(0) }}
      >
        {t('program.together.droppedText')}
      </Banner>
    );
  }
  const other = toDraft(theirs.document, currencyCode);
  const { merged, overlaps } = mergeDrafts<ProgramDraft>(base, draft, other);
  const changes = tell(base, other);
  const take = (chosen: ProgramDraft) => {
    root.change(() => other, 'theirs');
    if (chosen !== other) root.change(() => chosen, 'together');
    keep(other);
    onDone(theirs.revision);
  };
  return (
    <Banner
      tone="warning"
      title={t(theirs.isMine ? 'program.together.titleMine' : 'program.together.title', {
        time: format.dateTime(theirs.savedAt),
      })}
      action={{ content: t('program.together.both'), onAction: () => take(merged) }}
      secondaryAction={{ content: t('program.together.theirs'), onAction: () => take(other) }}
    >
      <BlockStack gap="200">
        {changes.length > 0 && (
          <List>
            {changes.slice(0, SHOWN).map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
            {changes.length > SHOWN && (
              <List.Item>{t('program.history.more', { count: changes.length - SHOWN })}</List.Item>
            )}
          </List>
        )}
        <Text as="p">
          {overlaps.length === 0 || !published
            ? t('program.together.apart')
            : t('program.together.overlap', { count: overlaps.length, number: format.number(overlaps.length) })}
        </Text>
      </BlockStack>
    </Banner>
  );
}
