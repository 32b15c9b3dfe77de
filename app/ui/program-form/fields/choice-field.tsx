import { Checkbox, ChoiceList, Select } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { segmentSchema } from '../../../program/segments.ts';
import { textIn } from '../../../program/text.ts';
import { draftOf } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { put, type Place } from '../place.ts';
import { useOfferedGroups } from '../use-offered-groups.ts';

interface ChoiceFieldProps<Value extends string> {
  place: Place<Value>;
  label: string;
  options: readonly { value: Value; label: string }[];
  help?: string | undefined;
  labelHidden?: boolean;
}

/** One of a few, as a select. */
export function ChoiceField<Value extends string>({ place, options, help, ...rest }: ChoiceFieldProps<Value>) {
  const { errorAt, touch } = useEditor();
  return (
    <Select
      {...rest}
      helpText={help}
      options={options.map(({ value, label }) => ({ value, label }))}
      value={place.value}
      onChange={(value) => {
        const chosen = options.find((option) => option.value === value);
        if (chosen) put(place, chosen.value);
      }}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
    />
  );
}

/** One of a few with a sentence each, as radio buttons. @param wordsOf the name of a value, and the sentence below it. */
export function RadioField<Value extends string>(props: {
  place: Place<Value>;
  title: string;
  titleHidden?: boolean;
  values: readonly Value[];
  wordsOf(value: Value): readonly [label: string, help: string];
}) {
  const { place, title, titleHidden = false, values, wordsOf } = props;
  return (
    <ChoiceList
      title={title}
      titleHidden={titleHidden}
      choices={values.map((value) => {
        const [label, helpText] = wordsOf(value);
        return { value, label, helpText };
      })}
      selected={[place.value]}
      onChange={([chosen]) => {
        const value = values.find((candidate) => candidate === chosen);
        if (value !== undefined) put(place, value);
      }}
    />
  );
}

export function SwitchField({ place, label, help }: { place: Place<boolean>; label: string; help?: string }) {
  return <Checkbox label={label} helpText={help} checked={place.value} onChange={(checked) => put(place, checked)} />;
}

interface NamedChoiceProps {
  place: Place<string | null>;
  label: string;
  help?: string;
  /** What "nothing chosen" is called; without it something has to be chosen. */
  none?: string;
}

/** A reward of the program. */
export function RewardChoice(props: NamedChoiceProps) {
  const { draft } = useEditor();
  return <NamedChoice {...props} entries={draft.rewards.map(({ id, title }) => ({ id, name: title }))} />;
}

/** A group of the program; one by buying habits that is not there yet comes into the program when it is chosen. */
export function SegmentChoice(props: NamedChoiceProps) {
  const { draft, root } = useEditor();
  const offered = useOfferedGroups();
  return (
    <NamedChoice
      {...props}
      entries={draft.segments}
      more={offered}
      onMore={(id) => {
        const segment = offered.find((one) => one.id === id);
        if (!segment) return;
        // One step to undo: the group and that it was chosen.
        root.change((old) => ({ ...old, segments: [...old.segments, draftOf(segmentSchema, segment)] }), 'group');
        props.place.change(() => id, 'group');
      }}
    />
  );
}

export function LevelChoice(props: NamedChoiceProps) {
  const { draft } = useEditor();
  return <NamedChoice {...props} entries={draft.tiers?.levels ?? []} />;
}

type NamedEntry = { id: string; name: Parameters<typeof textIn>[0] };

function NamedChoice(
  props: NamedChoiceProps & {
    entries: readonly NamedEntry[];
    /** What can be had as well, and what choosing it does. */
    more?: readonly NamedEntry[];
    onMore?(id: string): void;
  },
) {
  const { place, label, help, none, entries, more = [], onMore } = props;
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { errorAt, touch } = useEditor();
  const isKnown = place.value === null || entries.some(({ id }) => id === place.value);
  return (
    <Select
      label={label}
      helpText={help}
      options={[
        ...(none !== undefined ? [{ value: '', label: none }] : []),
        ...(none === undefined && place.value === null ? [{ value: '', label: t('program.fields.choose') }] : []),
        ...entries.map(({ id, name }) => ({ value: id, label: textIn(name, locale) || id })),
        // Something that is gone is shown until another is chosen: nothing changes by itself.
        ...(isKnown ? [] : [{ value: place.value ?? '', label: t('program.fields.gone') }]),
        ...(more.length > 0
          ? [
              {
                title: t('program.segment.habits'),
                options: more.map(({ id, name }) => ({ value: id, label: textIn(name, locale) })),
              },
            ]
          : []),
      ]}
      value={place.value ?? ''}
      onChange={(value) => {
        if (onMore && more.some(({ id }) => id === value)) onMore(value);
        else put(place, value === '' ? null : value);
      }}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
    />
  );
}

/** Levels of the program, any number of them. */
export function LevelsChoice({ place, label }: { place: Place<string[]>; label: string }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { draft, errorAt } = useEditor();
  const levels = draft.tiers?.levels ?? [];
  if (levels.length === 0 && place.value.length === 0) return <p>{t('program.fields.noLevels')}</p>;
  const gone = place.value.filter((id) => !levels.some((level) => level.id === id));
  return (
    <ChoiceList
      allowMultiple
      title={label}
      choices={[
        ...levels.map(({ id, name }) => ({ value: id, label: textIn(name, locale) || id })),
        ...gone.map((id) => ({ value: id, label: t('program.fields.gone') })),
      ]}
      selected={place.value}
      onChange={(chosen) => put(place, chosen)}
      error={errorAt(place.path)}
    />
  );
}
