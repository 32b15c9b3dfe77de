import { BlockStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeCondition } from '../../../i18n/describe-conditions.ts';
import { sentence, type DescribeContext } from '../../../i18n/describe.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { segmentSchema, type Segment } from '../../../program/segments.ts';
import { textIn } from '../../../program/text.ts';
import { ConditionsEditor } from '../conditions-editor.tsx';
import { draftOf, type Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { TextsField } from '../fields/text-field.tsx';
import { ItemList } from '../item-list.tsx';
import { at } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { useOfferedGroups } from '../use-offered-groups.ts';
import { newSegment, segmentProposals } from './new-campaign.ts';

/** Named groups of members, for campaigns, rules and rewards. */
export function SegmentsSection() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root, draft } = useEditor();
  const offered = useOfferedGroups();
  const sentenceOf = useSentence(segmentSchema, describeSegment);
  return (
    <ItemList<Draft<Segment>>
      list={at(root, 'segments')}
      part="segments"
      title={t('program.sections.segments.list')}
      addLabel={t('program.segment.add')}
      empty={t('program.segment.empty')}
      proposals={[
        {
          items: segmentProposals.map((proposal) => ({
            label: t(`program.segment.proposals.${proposal}`),
            make: () => newSegment(proposal, draft),
          })),
        },
        ...(offered.length > 0
          ? [
              {
                title: t('program.segment.habits'),
                items: offered.map((segment) => ({
                  label: textIn(segment.name, locale),
                  make: () => draftOf(segmentSchema, segment),
                })),
              },
            ]
          : []),
      ]}
      nameOf={(segment) => textIn(segment.name, locale) || t('program.items.unnamed')}
      sentenceOf={sentenceOf}
      editor={(place) => (
        <BlockStack gap="500">
          <TextsField place={at(place, 'name')} label={t('program.segment.name')} />
          <ConditionsEditor
            list={at(place, 'when')}
            of="segment"
            title={t('program.segment.who')}
            none={t('program.segment.nobody')}
          />
        </BlockStack>
      )}
    />
  );
}

function describeSegment({ when }: Segment, context: DescribeContext): string {
  return sentence(when.map((condition) => describeCondition(condition, context)));
}
