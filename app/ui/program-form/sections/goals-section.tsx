import { useTranslation } from 'react-i18next';
import { describeGoal } from '../../../i18n/describe-goals.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { goalSchema, type Goal } from '../../../program/goals/goal.ts';
import { textIn } from '../../../program/text.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { enabledSwitch, ItemList } from '../item-list.tsx';
import { at } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { GoalEditor } from './goal-editor.tsx';
import { goalProposals, newGoal } from './new-goal.ts';

/** Challenges, milestones, streaks, stamps and badges. */
export function GoalsSection() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root, draft } = useEditor();
  const sentenceOf = useSentence(goalSchema, describeGoal);
  return (
    <ItemList<Draft<Goal>>
      list={at(root, 'goals')}
      part="goals"
      title={t('program.sections.goals.list')}
      addLabel={t('program.goal.add')}
      empty={t('program.goal.empty')}
      proposals={[
        {
          items: goalProposals.map((proposal) => ({
            label: t(`program.goal.proposals.${proposal}`),
            help: t(`program.goal.proposals.${proposal}Help`),
            make: () => newGoal(proposal, draft),
          })),
        },
      ]}
      nameOf={(goal) => textIn(goal.title, locale) || t('program.items.unnamed')}
      sentenceOf={sentenceOf}
      switchOf={enabledSwitch}
      editor={(place) => <GoalEditor place={place} />}
    />
  );
}
