import { BlockStack, Card, FormLayout, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExpiryRule } from '../../../program/expiry.ts';
import type { PendingRule } from '../../../program/pending.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { RadioField } from '../fields/choice-field.tsx';
import { DayAndMonth } from '../fields/day-and-month.tsx';
import { WholeField, ZeroWholeField } from '../fields/number-field.tsx';
import { at, isKind, type Place } from '../place.ts';

/** The rules of the game: what wins when several hold, from when and until when points count, what refunds do. */
export function GameSection() {
  const { t } = useTranslation();
  const { root } = useEditor();
  const refunds = at(root, 'refunds');
  return (
    <BlockStack gap="400">
      <Part title={t('program.time.title')} text={t('program.time.text')}>
        <PendingFields place={at(root, 'pending')} />
        <ExpiryFields place={at(root, 'expiry')} />
      </Part>
      <Part title={t('program.game.title')} text={t('program.game.text')}>
        <RadioField
          place={at(root, 'overlap')}
          title={t('program.game.overlapTitle')}
          values={['sum', 'best', 'first']}
          wordsOf={(value) => [t(`program.game.overlap.${value}`), t(`program.game.overlap.${value}Help`)]}
        />
        <RadioField
          place={at(root, 'stacking')}
          title={t('program.game.stackingTitle')}
          values={['highest', 'add', 'multiply']}
          wordsOf={(value) => [t(`program.game.stacking.${value}`), t(`program.game.stacking.${value}Help`)]}
        />
      </Part>
      <Part title={t('program.refunds.title')} text={t('program.refunds.text')}>
        <RadioField
          place={at(refunds, 'whenSpent')}
          title={t('program.refunds.whenSpent')}
          values={['owed', 'forgiven']}
          wordsOf={(value) => [t(`program.refunds.${value}`), t(`program.refunds.${value}Help`)]}
        />
        <RadioField
          place={at(refunds, 'redeemedPoints')}
          title={t('program.refunds.redeemed')}
          values={['returned', 'kept']}
          wordsOf={(value) => [t(`program.refunds.${value}`), t(`program.refunds.${value}Help`)]}
        />
      </Part>
    </BlockStack>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  );
}

/** What is proposed when another kind is chosen: the return period of the EU. */
function PendingFields({ place }: { place: Place<Draft<PendingRule>> }) {
  const { t } = useTranslation();
  const kind = kindOf(place, (next, old): Draft<PendingRule> =>
    next === 'none' ? { kind: next } : { kind: next, days: 'days' in old ? old.days : 14 },
  );
  return (
    <BlockStack gap="300">
      <RadioField
        place={kind}
        title={t('program.time.pending')}
        values={['none', 'after_payment', 'after_fulfillment']}
        wordsOf={(value) => [t(`program.time.${value}`), t(`program.time.${value}Help`)]}
      />
      {isKind(place, 'after_payment', 'after_fulfillment') && (
        <FormLayout>
          <FormLayout.Group>
            <WholeField
              place={at(place, 'days')}
              label={t('program.time.waitDays')}
              suffix={t('program.fields.days')}
            />
          </FormLayout.Group>
        </FormLayout>
      )}
    </BlockStack>
  );
}

function ExpiryFields({ place }: { place: Place<Draft<ExpiryRule>> }) {
  const { t } = useTranslation();
  const kind = kindOf(place, (next, old): Draft<ExpiryRule> => {
    if (next === 'never') return { kind: next };
    if (next === 'fixed') return { kind: next, month: 12, day: 31, minimumMonths: 0 };
    return { kind: next, months: 'months' in old ? old.months : 12 };
  });
  return (
    <BlockStack gap="300">
      <RadioField
        place={kind}
        title={t('program.time.expiry')}
        values={['never', 'rolling', 'fixed', 'inactivity']}
        wordsOf={(value) => [t(`program.time.${value}`), t(`program.time.${value}Help`)]}
      />
      <FormLayout>
        {isKind(place, 'rolling', 'inactivity') && (
          <FormLayout.Group>
            <WholeField
              place={at(place, 'months')}
              label={t(`program.time.${place.value.kind}Months`)}
              suffix={t('program.fields.months')}
            />
          </FormLayout.Group>
        )}
        {isKind(place, 'fixed') && (
          <>
            <DayAndMonth place={place} />
            <ZeroWholeField
              place={at(place, 'minimumMonths')}
              label={t('program.time.minimumMonths')}
              help={t('program.time.minimumMonthsHelp')}
              suffix={t('program.fields.months')}
              placeholder="0"
            />
          </>
        )}
      </FormLayout>
    </BlockStack>
  );
}

/** The kind of what stands at a place; another kind comes with what it needs. */
function kindOf<T extends { kind: string }>(place: Place<T>, turn: (kind: T['kind'], old: T) => T): Place<T['kind']> {
  return {
    value: place.value.kind,
    path: `${place.path}.kind`,
    change: (edit) =>
      place.change((old) => {
        const next = edit(old.kind);
        return next === old.kind ? old : turn(next, old);
      }),
  };
}
