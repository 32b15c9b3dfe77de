import { Banner, BlockStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeChange } from '../../i18n/describe-changes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { changesBetween } from '../../program/checks/changes.ts';
import { readProgram } from '../../program/document.ts';
import type { ProgramDraft } from './draft.ts';
import { mergeDrafts } from './merge-drafts.ts';

/** Work on an older version and the version that was published since, put together. */
export interface Together {
  version: number;
  began: ProgramDraft;
  published: ProgramDraft;
  /** Where both changed the same: with the value of who works here, or with the published one. */
  mine: ProgramDraft;
  theirs: ProgramDraft;
  /** How many places that are. */
  overlaps: number;
}

export function putTogether(
  version: number,
  began: ProgramDraft,
  draft: ProgramDraft,
  published: ProgramDraft,
): Together {
  const { merged, overlaps } = mergeDrafts<ProgramDraft>(began, draft, published);
  const theirs = mergeDrafts<ProgramDraft>(began, published, draft).merged;
  return { version, began, published, mine: merged, theirs, overlaps: overlaps.length };
}

interface PublishedMeanwhileProps {
  together: Together;
  /** Takes the published values where both changed the same. */
  onTheirs(): void;
  /** Lets one's own work go. */
  onDrop(): void;
  onDismiss(): void;
}

/** Says that the work stands on top of a newer version now, what that changed, and whose value stays where both changed the same. */
export function PublishedMeanwhile({ together, onTheirs, onDrop, onDismiss }: PublishedMeanwhileProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useChanges();
  const { version, began, published, mine, theirs, overlaps } = together;
  const number = format.number(overlaps);
  const drop = { content: t('program.conflict.theirs'), onAction: onDrop };
  return (
    <Banner
      tone={overlaps > 0 ? 'warning' : 'info'}
      title={t('program.conflict.title', { version: format.number(version) })}
      onDismiss={onDismiss}
      {...(overlaps > 0
        ? { action: { content: t('program.conflict.useTheirs'), onAction: onTheirs }, secondaryAction: drop }
        : { action: drop })}
    >
      <BlockStack gap="200">
        <Text as="p">{t('program.conflict.text')}</Text>
        <Changes title={t('program.conflict.changed')} words={tell(began, published)} />
        {overlaps > 0 && (
          <Changes title={t('program.conflict.overlap', { count: overlaps, number })} words={tell(theirs, mine)} />
        )}
      </BlockStack>
    </Banner>
  );
}

const SHOWN = 6;

function Changes({ title, words }: { title: string; words: string[] }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="100">
      <Text as="p" fontWeight="semibold">
        {title}
      </Text>
      {words.length > 0 && (
        <List>
          {words.slice(0, SHOWN).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
          {words.length > SHOWN && <List.Item>{t('program.history.more', { count: words.length - SHOWN })}</List.Item>}
        </List>
      )}
    </BlockStack>
  );
}

/** What one draft changes of another, in words; none while either cannot be read. */
export function useChanges(): (before: ProgramDraft, after: ProgramDraft) => string[] {
  const { locale } = useFormat();
  return (before, after) => {
    const [was, is] = [readProgram(before), readProgram(after)];
    if (!was.ok || !is.ok) return [];
    return changesBetween(was.program, is.program).map((change) =>
      describeChange(change, was.program, is.program, { locale }),
    );
  };
}
