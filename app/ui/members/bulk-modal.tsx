import { Banner, BlockStack, FormLayout, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { BulkActionAsked } from '../../members/bulk/bulk-request.ts';
import type { MembersCount } from '../../members/members-list.server.ts';
import { readWhole } from '../program-form/typed-numbers.ts';
import type { LevelName } from './use-member-filters.tsx';

export type BulkKind = BulkActionAsked['kind'];

interface BulkModalProps {
  kind: BulkKind;
  whom: MembersCount;
  levels: readonly LevelName[];
  isSending: boolean;
  refusal: string | null;
  onClose(): void;
  onSend(action: BulkActionAsked): void;
}

const MOST_POINTS = 10_000_000;

/** Asks for what an action needs, says to how many it is done, and what that means. */
export function BulkModal({ kind, whom, levels, isSending, refusal, onClose, onSend }: BulkModalProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isChecked, setChecked] = useState(false);
  const [direction, setDirection] = useState<'give' | 'take'>('give');
  const [points, setPoints] = useState('');
  const [note, setNote] = useState('');
  const [tagWay, setTagWay] = useState<'add' | 'remove'>('add');
  const [tag, setTag] = useState('');
  const [levelId, setLevelId] = useState(levels.at(-1)?.id ?? '');
  const [until, setUntil] = useState('');
  const whole = readWhole(points);
  const wrong = {
    points: whole === null || whole === 0 || whole > MOST_POINTS,
    note: note.trim() === '',
    tag: !/^[^,]{1,255}$/.test(tag.trim()),
  };
  const action = (): BulkActionAsked | null => {
    switch (kind) {
      case 'adjust':
        return wrong.points || wrong.note
          ? null
          : { kind, points: direction === 'give' ? (whole ?? 0) : -(whole ?? 0), note: note.trim() };
      case 'tag':
        return wrong.tag ? null : { kind, add: tagWay === 'add', tag: tag.trim() };
      case 'level':
        if (levelId === '') return { kind, tierId: null, until: null, reason: '' };
        return wrong.note ? null : { kind, tierId: levelId, until: until || null, reason: note.trim() };
      default:
        return { kind };
    }
  };
  const submit = () => {
    setChecked(true);
    const asked = action();
    if (asked) onSend(asked);
  };
  const noteField = (
    <TextField
      label={t('member.adjust.note')}
      helpText={t('member.adjust.noteHelp')}
      value={note}
      onChange={setNote}
      error={isChecked && wrong.note ? t('member.refusals.note_missing') : undefined}
      maxLength={500}
      multiline={2}
      autoComplete="off"
    />
  );
  return (
    <Modal
      open
      onClose={onClose}
      title={t(`members.bulk.${kind}.title`)}
      primaryAction={{
        content: t(`members.bulk.${kind}.send`),
        destructive: kind === 'block',
        onAction: submit,
        loading: isSending,
      }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusal && <Banner tone="critical">{t(`members.refusals.${refusal}`)}</Banner>}
          <Text as="p" fontWeight="semibold">
            {t(whom.isAbout ? 'members.bulk.whomAbout' : 'members.bulk.whom', {
              count: whom.count,
              number: format.number(whom.count),
            })}
          </Text>
          <Text as="p">{t(`members.bulk.${kind}.text`)}</Text>
          <FormLayout>
            {kind === 'adjust' && (
              <FormLayout.Group>
                <Select
                  label={t('member.adjust.direction')}
                  options={[
                    { value: 'give', label: t('member.adjust.give') },
                    { value: 'take', label: t('member.adjust.take') },
                  ]}
                  value={direction}
                  onChange={(value) => setDirection(value === 'take' ? 'take' : 'give')}
                />
                <TextField
                  label={t('members.bulk.adjust.points')}
                  value={points}
                  onChange={setPoints}
                  error={isChecked && wrong.points ? t('member.refusals.points_invalid') : undefined}
                  inputMode="numeric"
                  autoComplete="off"
                  autoFocus
                />
              </FormLayout.Group>
            )}
            {kind === 'adjust' && noteField}
            {kind === 'tag' && (
              <FormLayout.Group>
                <Select
                  label={t('members.bulk.tag.way')}
                  options={(['add', 'remove'] as const).map((value) => ({
                    value,
                    label: t(`members.bulk.tag.${value}`),
                  }))}
                  value={tagWay}
                  onChange={(value) => setTagWay(value === 'remove' ? 'remove' : 'add')}
                />
                <TextField
                  label={t('members.bulk.tag.tag')}
                  value={tag}
                  onChange={setTag}
                  error={isChecked && wrong.tag ? t('members.bulk.tag.wrong') : undefined}
                  autoComplete="off"
                  autoFocus
                />
              </FormLayout.Group>
            )}
            {kind === 'level' && (
              <FormLayout.Group>
                <Select
                  label={t('member.level.level')}
                  options={[
                    ...levels.map(({ id, name }) => ({ value: id, label: inLocale(name, format.locale) })),
                    { value: '', label: t('member.level.takeBack') },
                  ]}
                  value={levelId}
                  onChange={setLevelId}
                />
                {levelId !== '' && (
                  <TextField
                    label={t('member.level.until')}
                    type="date"
                    value={until}
                    onChange={setUntil}
                    helpText={t('member.level.untilHelp')}
                    autoComplete="off"
                  />
                )}
              </FormLayout.Group>
            )}
            {kind === 'level' && levelId !== '' && noteField}
          </FormLayout>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
