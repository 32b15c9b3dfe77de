/** A program with something of everything, put together from the templates, so that each of its words is there in five languages. */
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';
import { findTemplate } from '#app/program/templates/registry.ts';
import type { TemplateContext } from '#app/program/templates/parts.ts';

export function richProgram(context: TemplateContext): Program {
  const part = (id: string): ProgramInput => {
    const template = findTemplate(id);
    if (!template) throw new Error(`There is no template "${id}".`);
    return template.document(context);
  };
  const rules = (id: string, ...chosen: string[]) => part(id).rules.filter((rule) => chosen.includes(rule.id));
  const rewards = (id: string, ...chosen: string[]) => part(id).rewards.filter((reward) => chosen.includes(reward.id));
  const beauty = part('p8');
  return makeProgram({
    ...beauty,
    icon: 'bean',
    rules: [
      ...beauty.rules,
      ...rules('k1', 'signup'),
      ...rules('p24', 'survey', 'review'),
      ...rules('p14', 'check_in'),
      ...rules('p25', 'share', 'follow', 'profile').map((rule) =>
        rule.kind === 'activity' && rule.activity === 'follow'
          ? { ...rule, url: 'https://www.instagram.com/nordlys.example' }
          : rule,
      ),
    ],
    campaigns: [...(beauty.campaigns ?? []), ...(part('p25').campaigns ?? [])],
    rewards: [
      ...beauty.rewards,
      ...rewards('k1', 'rw_shipping', 'rw_chosen', 'rw_percentage'),
      ...rewards('p10', 'rw_early_access', 'rw_event_invitation'),
      ...rewards('p16', 'rw_donation'),
      ...rewards('p14', 'rw_session'),
      ...rewards('p17', 'rw_gift_card'),
      ...rewards('k5', 'rw_friend'),
      ...rewards('p20', 'rw_five'),
    ],
    // A goal that is reached a few times in four months, not every week.
    goals: [...(part('p20').goals ?? []).map((goal) => ({ ...goal, target: 300_000 })), ...(part('p14').goals ?? [])],
    referral: part('k5').referral,
    expiry: { kind: 'rolling', months: 12 },
  });
}
