import { useTranslation } from 'react-i18next';
import { describeRule } from '../../../i18n/describe-rules.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ruleSchema, type Rule } from '../../../program/rules/rule.ts';
import { textIn } from '../../../program/text.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { enabledSwitch, ItemList } from '../item-list.tsx';
import { at } from '../place.ts';
import { useSentence } from '../use-describe.ts';
import { useToday } from '../use-today.ts';
import { newRule, ruleProposals } from './new-rule.ts';
import { RuleEditor } from './rule-editor.tsx';

/** Every way to earn. */
export function EarningSection() {
  const { t } = useTranslation();
  const { root, draft } = useEditor();
  const today = useToday();
  const nameOf = useRuleName();
  const sentenceOf = useSentence(ruleSchema, describeRule);
  return (
    <ItemList<Draft<Rule>>
      list={at(root, 'rules')}
      part="rules"
      title={t('program.sections.earning.list')}
      addLabel={t('program.rule.add')}
      empty={t('program.rule.empty')}
      proposals={(['orders', 'life', 'activities'] as const).map((group) => ({
        title: t(`program.rule.groups.${group}`),
        items: ruleProposals[group].map((proposal) => ({
          label: t(`program.rule.proposals.${proposal}`),
          make: () => newRule(proposal, draft, today),
        })),
      }))}
      nameOf={nameOf}
      sentenceOf={sentenceOf}
      switchOf={enabledSwitch}
      editor={(place) => <RuleEditor place={place} />}
    />
  );
}

/** The merchant's name for a rule, or the words of its kind. */
export function useRuleName(): (rule: Draft<Rule>) => string {
  const { t } = useTranslation();
  const { locale } = useFormat();
  return (rule) => {
    if (rule.name) return textIn(rule.name, locale);
    return rule.kind === 'activity' ? t(`program.activities.${rule.activity}`) : t(`program.rule.kinds.${rule.kind}`);
  };
}
