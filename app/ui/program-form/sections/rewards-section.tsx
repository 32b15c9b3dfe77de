import { useTranslation } from 'react-i18next';
import { describeReward } from '../../../i18n/describe-rewards.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { rewardSchema, type Reward } from '../../../program/rewards/reward.ts';
import { textIn } from '../../../program/text.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { enabledSwitch, ItemList } from '../item-list.tsx';
import { at } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { newReward, rewardGroups } from './new-reward.ts';
import { RewardEditor } from './reward-editor.tsx';

/** What points buy, and what is given. */
export function RewardsSection() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root, draft } = useEditor();
  const sentenceOf = useSentence(rewardSchema, describeReward);
  return (
    <ItemList<Draft<Reward>>
      list={at(root, 'rewards')}
      part="rewards"
      title={t('program.sections.rewards.list')}
      addLabel={t('program.rewards.add')}
      empty={t('program.rewards.empty')}
      proposals={(['discount', 'money', 'experience'] as const).map((group) => ({
        title: t(`program.rewards.groups.${group}`),
        items: rewardGroups[group].map((kind) => ({
          label: t(`program.rewards.kinds.${kind}`),
          make: () => newReward(kind, draft),
        })),
      }))}
      nameOf={(reward) => textIn(reward.title, locale) || t(`program.rewards.kinds.${reward.kind}`)}
      sentenceOf={sentenceOf}
      switchOf={enabledSwitch}
      editor={(place) => <RewardEditor place={place} />}
    />
  );
}
