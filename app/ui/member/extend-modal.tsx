import { Banner, BlockStack, FormLayout, Modal, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NextExpiry } from '../../expiry/next-expiry.server.ts';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useNote } from '../members/adjustment-fields.tsx';
import { usePointName } from '../use-point-name.ts';

interface ExtendModalProps {
  /** What runs out, soonest first. */
  expiries: readonly NextExpiry[];
  /** Why the last try was refused, or null. */
  refusal: string | null;
  isSending: boolean;
  onClose(): void;
  onSend(extension: { until: string; note: string; requestId: string }): void;
}

/** Points that would run out before a day hold until that day. The dialog says which, before it is sent. */
export function ExtendModal({ expiries, refusal, isSending, onClose, onSend }: ExtendModalProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const [requestId] = useState(() => crypto.randomUUID());
  const [until, setUntil] = useState('');
  const { note, field: noteField } = useNote();
  const [isChecked, setChecked] = useState(false);
  const sooner = expiries.filter(({ expiresOn }) => expiresOn < until);
  const points = sooner.reduce((sum, part) => sum + part.points, 0);
  const first = expiries[0]?.expiresOn ?? '';
  const say = (key: string) =>
    i18n.exists(`member.refusals.${key}`) ? t(`member.refusals.${key}`) : t('member.refusals.other');
  const isOfDate = ['date_past', 'date_far', 'nothing_to_extend'].includes(refusal ?? '');
  const dateWrong = until === '' || points === 0 ? say('nothing_to_extend') : undefined;
  const submit = () => {
    setChecked(true);
    if (!dateWrong && note !== '') onSend({ until, note, requestId });
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('member.extend.title')}
      primaryAction={{ content: t('member.extend.send'), onAction: submit, loading: isSending }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusal && !isOfDate && <Banner tone="critical">{say(refusal)}</Banner>}
          <Text as="p">{t('member.extend.text')}</Text>
          <FormLayout>
            <TextField
              label={t('member.extend.until')}
              type="date"
              value={until}
              min={first}
              onChange={setUntil}
              error={isChecked && dateWrong ? dateWrong : refusal && isOfDate ? say(refusal) : undefined}
              autoComplete="off"
              autoFocus
            />
            {noteField(isChecked)}
          </FormLayout>
          <div aria-live="polite">
            <Text as="p" tone="subdued">
              {points > 0
                ? t('member.extend.result', {
                    points: sayPoints(points, { locale: format.locale, pointName }),
                    before: format.calendarDate(first),
                    after: format.calendarDate(until),
                  })
                : t('member.balance.nextExpiry', {
                    points: sayPoints(expiries[0]?.points ?? 0, { locale: format.locale, pointName }),
                    date: format.calendarDate(first),
                  })}
            </Text>
          </div>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
