import { BlockStack, FormLayout } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeCampaign } from '../../../i18n/describe-rules.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { campaignSchema, type Campaign } from '../../../program/campaigns.ts';
import { textIn } from '../../../program/text.ts';
import { ConditionsEditor } from '../conditions-editor.tsx';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { ChoiceField } from '../fields/choice-field.tsx';
import { FactorField, WholeField } from '../fields/number-field.tsx';
import { TextsField } from '../fields/text-field.tsx';
import { enabledSwitch, ItemList } from '../item-list.tsx';
import { LimitsEditor } from '../limits-editor.tsx';
import { at, isKind, type Place } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { useToday } from '../use-today.ts';
import { campaignProposals, newCampaign } from './new-campaign.ts';
import { SegmentsSection } from './segments-section.tsx';

/** Campaigns, and the groups of members that they can be for. */
export function CampaignsSection() {
  return (
    <BlockStack gap="400">
      <Campaigns />
      <SegmentsSection />
    </BlockStack>
  );
}

/** More points for a time, for some members, or for some goods. */
function Campaigns() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root, draft } = useEditor();
  const today = useToday();
  const sentenceOf = useSentence(campaignSchema, describeCampaign);
  return (
    <ItemList<Draft<Campaign>>
      list={at(root, 'campaigns')}
      part="campaigns"
      title={t('program.sections.campaigns.list')}
      addLabel={t('program.campaign.add')}
      empty={t('program.campaign.empty')}
      proposals={[
        {
          items: campaignProposals.map((proposal) => ({
            label: t(`program.campaign.proposals.${proposal}`),
            help: t(`program.campaign.proposals.${proposal}Help`),
            make: () => newCampaign(proposal, draft, today),
          })),
        },
      ]}
      nameOf={(campaign) => textIn(campaign.name, locale) || t('program.items.unnamed')}
      sentenceOf={sentenceOf}
      switchOf={enabledSwitch}
      editor={(place) => <CampaignEditor place={place} />}
    />
  );
}

function CampaignEditor({ place }: { place: Place<Draft<Campaign>> }) {
  const { t } = useTranslation();
  const { draft } = useEditor();
  const effect = at(place, 'effect');
  const kind: Place<'multiply' | 'add'> = {
    value: effect.value.kind,
    path: `${effect.path}.kind`,
    change: (edit) =>
      effect.change((old) => {
        const next = edit(old.kind);
        if (next === old.kind) return old;
        return next === 'multiply' ? { kind: 'multiply', factorBp: 20_000 } : { kind: 'add', points: 100 };
      }),
  };
  return (
    <BlockStack gap="500">
      <TextsField place={at(place, 'name')} label={t('program.campaign.name')} help={t('program.campaign.nameHelp')} />
      <FormLayout>
        <FormLayout.Group>
          <ChoiceField
            place={kind}
            label={t('program.campaign.effect')}
            options={[
              { value: 'multiply', label: t('program.campaign.multiply') },
              { value: 'add', label: t('program.campaign.addPoints') },
            ]}
          />
          {isKind(effect, 'multiply') && (
            <FactorField
              place={at(effect, 'factorBp')}
              label={t('program.campaign.factor')}
              help={draft.tiers ? t(`program.game.stacking.${draft.stacking}Help`) : undefined}
            />
          )}
          {isKind(effect, 'add') && <WholeField place={at(effect, 'points')} label={t('program.campaign.points')} />}
        </FormLayout.Group>
      </FormLayout>
      <ConditionsEditor
        list={at(place, 'when')}
        of="order"
        title={t('program.when.title')}
        none={t('program.when.always')}
      />
      <LimitsEditor place={at(place, 'limits')} />
    </BlockStack>
  );
}
