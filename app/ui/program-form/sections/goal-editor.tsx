import { BlockStack, Checkbox, FormLayout, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Goal } from '../../../program/goals/goal.ts';
import { ActivityField } from '../condition-fields.tsx';
import { ConditionsEditor } from '../conditions-editor.tsx';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { ChoiceField, RewardChoice, SwitchField } from '../fields/choice-field.tsx';
import { MoneyField, OptionalWholeField, WholeField } from '../fields/number-field.tsx';
import { TextsField, WordsField } from '../fields/text-field.tsx';
import { at, isKind, present, put, type Place } from '../place.ts';
import { proposedNames } from '../proposed-names.ts';

const measureKinds = ['orders', 'items', 'spend', 'activity'] as const;
const times = [
  'ever',
  'period_day',
  'period_week',
  'period_month',
  'period_year',
  'days',
  'streak_day',
  'streak_week',
  'streak_month',
] as const;
type Time = (typeof times)[number];
const displays = ['progress', 'stamps', 'badge', 'streak'] as const;
const badgeIcons = ['medal', 'trophy', 'flame', 'heart', 'leaf', 'bolt'] as const;

/** Everything about one goal. */
export function GoalEditor({ place }: { place: Place<Draft<Goal>> }) {
  const { t } = useTranslation();
  const { errorAt } = useEditor();
  const measure = at(place, 'measure');
  const within = at(place, 'within');
  const target = at(place, 'target');
  const grants = at(place, 'grants');
  const badge = at(grants, 'badge');
  const givenBadge = present(badge);
  return (
    <BlockStack gap="500">
      <TextsField place={at(place, 'title')} label={t('program.goal.name')} />
      <FormLayout>
        <FormLayout.Group>
          <ChoiceField
            place={measureKind(measure)}
            label={t('program.goal.measure')}
            options={measureKinds.map((value) => ({ value, label: t(`program.goal.measures.${value}`) }))}
          />
          {measure.value.kind === 'spend' ? (
            <MoneyField place={target} label={t('program.goal.targetAmount')} />
          ) : (
            <WholeField
              place={target}
              label={t(within.value.kind === 'streak' ? 'program.goal.targetStreak' : 'program.goal.target')}
            />
          )}
        </FormLayout.Group>
        {isKind(measure, 'activity') && (
          <>
            <ActivityField place={at(measure, 'activity')} />
            <WordsField
              place={at(measure, 'subjects')}
              label={t('program.rule.subjects')}
              help={t('program.rule.subjectsHelp')}
            />
            <SwitchField
              place={at(measure, 'units')}
              label={t('program.goal.units')}
              help={t('program.goal.unitsHelp')}
            />
          </>
        )}
        <FormLayout.Group>
          <ChoiceField
            place={timeOf(within)}
            label={t('program.goal.within')}
            options={times.map((value) => ({ value, label: t(`program.goal.times.${value}`) }))}
          />
          {isKind(within, 'days') && (
            <WholeField place={at(within, 'days')} label={t('program.goal.days')} suffix={t('program.fields.days')} />
          )}
        </FormLayout.Group>
        <SwitchField
          place={at(place, 'repeats')}
          label={t('program.goal.repeats')}
          help={t('program.goal.repeatsHelp')}
        />
        {measure.value.kind !== 'activity' && place.value.when.length === 0 && (
          <SwitchField
            place={at(place, 'countsHistory')}
            label={t('program.goal.history')}
            help={t('program.goal.historyHelp')}
          />
        )}
        <ChoiceField
          place={at(place, 'display')}
          label={t('program.goal.display')}
          options={displays.map((value) => ({ value, label: t(`program.goal.displays.${value}`) }))}
        />
      </FormLayout>
      <BlockStack gap="300">
        <Text as="h4" variant="headingSm">
          {t('program.goal.grants')}
        </Text>
        {errorAt(grants.path) !== undefined && <span className="regulars-problem">{errorAt(grants.path)}</span>}
        <FormLayout>
          <FormLayout.Group>
            <OptionalWholeField
              place={at(grants, 'points')}
              label={t('program.goal.points')}
              placeholder={t('program.goal.none')}
            />
            <RewardChoice
              place={at(grants, 'rewardId')}
              label={t('program.fields.reward')}
              none={t('program.goal.none')}
            />
          </FormLayout.Group>
          <Checkbox
            label={t('program.goal.badge')}
            checked={givenBadge !== null}
            onChange={(checked) => put(badge, checked ? { icon: 'medal', title: proposedNames('goal_badge') } : null)}
          />
          {givenBadge && (
            <>
              <ChoiceField
                place={at(givenBadge, 'icon')}
                label={t('program.goal.badgeIcon')}
                options={badgeIcons.map((value) => ({ value, label: t(`program.badges.${value}`) }))}
              />
              <TextsField place={at(givenBadge, 'title')} label={t('program.goal.badgeTitle')} />
            </>
          )}
        </FormLayout>
      </BlockStack>
      <ConditionsEditor
        list={at(place, 'when')}
        of={measure.value.kind === 'activity' ? 'activity' : 'order'}
        title={t('program.goal.when')}
        none={t('program.goal.always')}
      />
    </BlockStack>
  );
}

function measureKind(place: Place<Draft<Goal>['measure']>): Place<Goal['measure']['kind']> {
  return {
    value: place.value.kind,
    path: `${place.path}.kind`,
    change: (edit) =>
      place.change((old) => {
        const kind = edit(old.kind);
        if (kind === old.kind) return old;
        return kind === 'activity' ? { kind, activity: 'check_in', subjects: [], units: false } : { kind };
      }),
  };
}

/** The time that a goal has as one choice of a list. */
function timeOf(place: Place<Draft<Goal>['within']>): Place<Time> {
  const read = (within: Draft<Goal>['within']): Time => {
    if (within.kind === 'period' || within.kind === 'streak') {
      const name = `${within.kind}_${within.period}`;
      return times.find((time) => time === name) ?? 'ever';
    }
    return within.kind;
  };
  const write = (time: Time): Draft<Goal>['within'] => {
    switch (time) {
      case 'ever':
        return { kind: 'ever' };
      case 'days':
        return { kind: 'days', days: 30 };
      case 'period_day':
        return { kind: 'period', period: 'day' };
      case 'period_week':
        return { kind: 'period', period: 'week' };
      case 'period_month':
        return { kind: 'period', period: 'month' };
      case 'period_year':
        return { kind: 'period', period: 'year' };
      case 'streak_day':
        return { kind: 'streak', period: 'day' };
      case 'streak_week':
        return { kind: 'streak', period: 'week' };
      case 'streak_month':
        return { kind: 'streak', period: 'month' };
    }
  };
  return {
    value: read(place.value),
    path: `${place.path}.kind`,
    change: (edit) =>
      place.change((old) => {
        const next = edit(read(old));
        return next === read(old) ? old : write(next);
      }),
  };
}
