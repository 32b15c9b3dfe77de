import { Banner, BlockStack, FormLayout, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { BulkActionAsked } from '../../members/bulk/bulk-request.ts';
import type { MembersCount } from '../../members/members-list.server.ts';
import { AdjustmentFields, readAdjustment, useNote, type Adjustment } from './adjustment-fields.tsx';
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

/** Asks for what an action needs, says to how many it is done, and what that means. */
export function BulkModal({ kind, whom, levels, isSending, refusal, onClose, onSend }: BulkModalProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isChecked, setChecked] = useState(false);
  const [adjustment, setAdjustment] = useState<Adjustment>({ direction: 'give', points: '' });
  const { note, field: noteField } = useNote();
  const [tagWay, setTagWay] = useState<'add' | 'remove'>('add');
  const [tag, setTag] = useState('');
  const [levelId, setLevelId] = useState(levels.at(-1)?.id ?? '');
  const [until, setUntil] = useState('');
  const points = readAdjustment(adjustment);
  const isTagWrong = !/^[^,]{1,255}$/.test(tag.trim());
  const action = (): BulkActionAsked | null => {
    switch (kind) {
      case 'adjust':
        return points === null || note === '' ? null : { kind, points, note };
      case 'tag':
        return isTagWrong ? null : { kind, add: tagWay === 'add', tag: tag.trim() };
      case 'level':
        if (levelId === '') return { kind, tierId: null, until: null, reason: '' };
        return note === '' ? null : { kind, tierId: levelId, until: until || null, reason: note };
      default:
        return { kind };
    }
  };
  const submit = () => {
    setChecked(true);
    const asked = action();
    if (asked) onSend(asked);
  };
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
              <AdjustmentFields
                label={t('members.bulk.adjust.points')}
                value={adjustment}
                onChange={setAdjustment}
                error={isChecked && points === null ? t('member.refusals.points_invalid') : undefined}
              />
            )}
            {kind === 'adjust' && noteField(isChecked)}
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
                  error={isChecked && isTagWrong ? t('members.bulk.tag.wrong') : undefined}
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
            {kind === 'level' && levelId !== '' && noteField(isChecked)}
          </FormLayout>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
