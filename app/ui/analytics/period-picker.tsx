/** Which days the page speaks of, and what they are compared with. Says the dates themselves, not only their name. */
import {
  BlockStack,
  Box,
  Button,
  ChoiceList,
  FormLayout,
  InlineStack,
  Popover,
  Select,
  TextField,
} from '@shopify/polaris';
import { CalendarIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  comparisons,
  LONGEST_DAYS,
  periodPresets,
  type ComparedPeriod,
  type Comparison,
  type PeriodAsk,
  type PeriodPreset,
} from '../../analytics/period.ts';
import { addDays } from '../../lib/calendar.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useRange } from './use-range.ts';

interface PeriodPickerProps {
  period: ComparedPeriod;
  /** The shop's date, beyond which there is nothing. */
  todayOn: string;
  onPick(ask: PeriodAsk): void;
}

export function PeriodPicker({ period, todayOn, onPick }: PeriodPickerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const sayRange = useRange();
  const [isOpen, setOpen] = useState(false);
  const [isCustom, setCustom] = useState(period.preset === 'custom');
  const [firstOn, setFirstOn] = useState(period.current.firstOn);
  const [lastOn, setLastOn] = useState(period.current.lastOn);
  const open = () => {
    setCustom(period.preset === 'custom');
    setFirstOn(period.current.firstOn);
    setLastOn(period.current.lastOn);
    setOpen(true);
  };
  const pick = (ask: PeriodAsk) => {
    setOpen(false);
    onPick(ask);
  };
  const nameOf = (preset: PeriodPreset) => t(`analytics.period.${preset}`);
  const problem =
    firstOn === '' || lastOn === ''
      ? t('analytics.period.datesMissing')
      : firstOn > lastOn
        ? t('analytics.period.wrongWay')
        : addDays(firstOn, LONGEST_DAYS) <= lastOn
          ? t('analytics.period.tooLong', { days: format.number(LONGEST_DAYS) })
          : undefined;
  const pickPreset = ([chosen]: string[]) => {
    const preset = periodPresets.find((name) => name === chosen);
    if (!preset) return;
    if (preset === 'custom') setCustom(true);
    else pick({ preset, comparison: period.comparison });
  };
  return (
    <InlineStack gap="200" blockAlign="center">
      <Popover
        active={isOpen}
        onClose={() => setOpen(false)}
        preferredAlignment="left"
        activator={
          <Button icon={CalendarIcon} disclosure onClick={isOpen ? () => setOpen(false) : open}>
            {period.preset === 'custom' ? sayRange(period.current) : nameOf(period.preset)}
          </Button>
        }
      >
        <Box padding="400" minWidth="17rem">
          <BlockStack gap="400">
            <ChoiceList
              title={t('analytics.period.label')}
              choices={periodPresets.map((preset) => ({ value: preset, label: nameOf(preset) }))}
              selected={[isCustom ? 'custom' : period.preset]}
              onChange={pickPreset}
            />
            {isCustom && (
              <FormLayout>
                <TextField
                  type="date"
                  label={t('analytics.period.from')}
                  value={firstOn}
                  max={todayOn}
                  onChange={setFirstOn}
                  autoComplete="off"
                />
                <TextField
                  type="date"
                  label={t('analytics.period.to')}
                  value={lastOn}
                  max={todayOn}
                  error={problem}
                  onChange={setLastOn}
                  autoComplete="off"
                />
                <Button
                  variant="primary"
                  disabled={problem !== undefined}
                  onClick={() => pick({ preset: 'custom', range: { firstOn, lastOn }, comparison: period.comparison })}
                >
                  {t('analytics.period.show')}
                </Button>
              </FormLayout>
            )}
          </BlockStack>
        </Box>
      </Popover>
      <Select
        label={t('analytics.compare.label')}
        labelHidden
        value={period.comparison}
        options={comparisons.map((comparison) => ({ value: comparison, label: t(`analytics.compare.${comparison}`) }))}
        onChange={(comparison: Comparison) => onPick({ ...askOf(period), comparison })}
      />
    </InlineStack>
  );
}

function askOf({ preset, range, comparison }: PeriodAsk): PeriodAsk {
  return { preset, comparison, ...(range ? { range } : {}) };
}
