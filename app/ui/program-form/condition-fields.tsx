import { BlockStack, Checkbox, InlineGrid } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { Condition } from '../../program/conditions/condition.ts';
import { activityNames } from '../../program/events.ts';
import type { Draft } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import { ChoiceField, LevelsChoice, SegmentChoice } from './fields/choice-field.tsx';
import { GoodsField } from './fields/goods-field.tsx';
import { DateField, MoneyField, OptionalWholeField, TimeField, WholeField } from './fields/number-field.tsx';
import { WordsField } from './fields/text-field.tsx';
import { at, isKind, put, type Place } from './place.ts';
import { textOrNull } from './text-or-null.ts';

/** The settings of one condition. */
export function ConditionFields({ place }: { place: Place<Draft<Condition>> }) {
  const { t } = useTranslation();
  if (isKind(place, 'products')) return <ProductFields place={place} />;
  if (isKind(place, 'channel')) return <ChannelFields place={place} />;
  if (isKind(place, 'hours')) return <HoursFields place={place} />;
  if (isKind(place, 'tier')) {
    return (
      <BlockStack gap="200">
        <LevelsChoice place={at(place, 'tierIds')} label={t('program.when.levels')} />
        <ExcludeField place={at(place, 'exclude')} />
      </BlockStack>
    );
  }
  if (isKind(place, 'customer_tags')) {
    return (
      <BlockStack gap="200">
        <WordsField place={at(place, 'tags')} label={t('program.when.tags')} help={t('program.when.tagsHelp')} />
        <ExcludeField place={at(place, 'exclude')} />
      </BlockStack>
    );
  }
  if (isKind(place, 'paid_member', 'subscription')) return <ExcludeField place={at(place, 'exclude')} />;
  if (isKind(place, 'segment'))
    return <SegmentChoice place={textOrNull(at(place, 'segmentId'))} label={t('program.when.segment')} />;
  return (
    <div className="regulars-fields">
      {isKind(place, 'order_number') && (
        <>
          <WholeField place={at(place, 'from')} label={t('program.when.fromOrder')} />
          <OptionalWholeField
            place={at(place, 'to')}
            label={t('program.when.toOrder')}
            placeholder={t('program.when.noEnd')}
          />
          <WholeField place={at(place, 'every')} label={t('program.when.every')} help={t('program.when.everyHelp')} />
        </>
      )}
      {isKind(place, 'order_total', 'spend') && (
        <>
          <MoneyField place={at(place, 'minMinor')} empty={0} label={t('program.when.atLeast')} />
          <MoneyField
            place={at(place, 'maxMinor')}
            empty={null}
            label={t('program.when.atMost')}
            placeholder={t('program.when.noEnd')}
          />
        </>
      )}
      {isKind(place, 'spend') && (
        <OptionalWholeField
          place={at(place, 'days')}
          label={t('program.when.lastDays')}
          placeholder={t('program.when.ever')}
        />
      )}
      {isKind(place, 'since_last_order', 'membership_age') && (
        <>
          <WholeField
            place={at(place, 'minDays')}
            label={t('program.when.minDays')}
            suffix={t('program.fields.days')}
          />
          <OptionalWholeField
            place={at(place, 'maxDays')}
            label={t('program.when.maxDays')}
            placeholder={t('program.when.noEnd')}
            suffix={t('program.fields.days')}
          />
        </>
      )}
      {isKind(place, 'birthday_window') && (
        <>
          <WholeField
            place={at(place, 'daysBefore')}
            label={t('program.when.daysBefore')}
            suffix={t('program.fields.days')}
          />
          <WholeField
            place={at(place, 'daysAfter')}
            label={t('program.when.daysAfter')}
            suffix={t('program.fields.days')}
          />
        </>
      )}
      {isKind(place, 'activity_count') && (
        <>
          <ActivityField place={at(place, 'activity')} />
          <WholeField place={at(place, 'min')} label={t('program.when.atLeast')} />
          <OptionalWholeField
            place={at(place, 'max')}
            label={t('program.when.atMost')}
            placeholder={t('program.when.noEnd')}
          />
          <OptionalWholeField
            place={at(place, 'days')}
            label={t('program.when.lastDays')}
            placeholder={t('program.when.ever')}
          />
        </>
      )}
      {isKind(place, 'dates') && (
        <>
          <DateField place={at(place, 'from')} label={t('program.when.fromDate')} />
          <DateField place={at(place, 'to')} label={t('program.when.toDate')} help={t('program.when.datesHelp')} />
        </>
      )}
      {isKind(place, 'score') && (
        <>
          <WholeField place={at(place, 'min')} label={t('program.when.atLeast')} />
          <WholeField place={at(place, 'max')} label={t('program.when.atMost')} />
        </>
      )}
    </div>
  );
}

export function ActivityField({ place }: { place: Place<(typeof activityNames)[number]> }) {
  const { t } = useTranslation();
  return (
    <ChoiceField
      place={place}
      label={t('program.fields.activity')}
      options={activityNames.map((value) => ({ value, label: t(`program.activities.${value}`) }))}
    />
  );
}

function ExcludeField({ place }: { place: Place<boolean> }) {
  const { t } = useTranslation();
  return (
    <ChoiceField
      label={t('program.when.sense')}
      labelHidden
      place={{
        value: place.value ? 'exclude' : 'include',
        path: place.path,
        change: (edit, key) => place.change((old) => edit(old ? 'exclude' : 'include') === 'exclude', key),
      }}
      options={[
        { value: 'include', label: t('program.when.include') },
        { value: 'exclude', label: t('program.when.exclude') },
      ]}
    />
  );
}

function ProductFields({ place }: { place: Place<Extract<Draft<Condition>, { kind: 'products' }>> }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <GoodsField place={at(place, 'productIds')} kind="products" label={t('program.when.products')} />
      <GoodsField place={at(place, 'collectionIds')} kind="collections" label={t('program.when.collections')} />
      <InlineGrid columns={{ xs: 1, md: 3 }} gap="300">
        <WordsField place={at(place, 'tags')} label={t('program.when.productTags')} />
        <WordsField place={at(place, 'types')} label={t('program.when.productTypes')} />
        <WordsField place={at(place, 'vendors')} label={t('program.when.vendors')} />
      </InlineGrid>
      <ExcludeField place={at(place, 'exclude')} />
    </BlockStack>
  );
}

function ChannelFields({ place }: { place: Place<Extract<Draft<Condition>, { kind: 'channel' }>> }) {
  const { t } = useTranslation();
  const { errorAt } = useEditor();
  const channels = at(place, 'channels');
  const own = ['web', 'pos'];
  const error = errorAt(channels.path);
  return (
    <BlockStack gap="200">
      {own.map((channel) => (
        <Checkbox
          key={channel}
          label={t(`program.when.channels.${channel}`)}
          checked={channels.value.includes(channel)}
          onChange={(checked) =>
            put(channels, checked ? [...channels.value, channel] : channels.value.filter((other) => other !== channel))
          }
        />
      ))}
      {error !== undefined && <span className="regulars-problem">{error}</span>}
      <ExcludeField place={at(place, 'exclude')} />
    </BlockStack>
  );
}

function HoursFields({ place }: { place: Place<Extract<Draft<Condition>, { kind: 'hours' }>> }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { errorAt } = useEditor();
  const weekdays = at(place, 'weekdays');
  const error = errorAt(weekdays.path);
  // 1 January 2024 was a Monday.
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return (
    <BlockStack gap="300">
      <fieldset className="regulars-weekdays">
        <legend>{t('program.when.weekdays')}</legend>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <Checkbox
            key={day}
            label={name.format(new Date(Date.UTC(2024, 0, day)))}
            checked={weekdays.value.includes(day)}
            onChange={(checked) =>
              put(weekdays, checked ? [...weekdays.value, day] : weekdays.value.filter((other) => other !== day))
            }
          />
        ))}
      </fieldset>
      {error !== undefined && <span className="regulars-problem">{error}</span>}
      <InlineGrid columns={2} gap="300">
        <TimeField place={at(place, 'fromMinute')} label={t('program.when.fromTime')} />
        <TimeField place={at(place, 'toMinute')} label={t('program.when.toTime')} />
      </InlineGrid>
    </BlockStack>
  );
}
