/** Any part of a program in words: its name, and all of it in a sentence. Pure. */
import type { PartKind, PartRef } from '../program/checks/parts.ts';
import type { Program } from '../program/document.ts';
import { describeCondition } from './describe-conditions.ts';
import { describeGoal, describeReferral } from './describe-goals.ts';
import { describeReward } from './describe-rewards.ts';
import { describeCampaign, describeRule } from './describe-rules.ts';
import { describeMembership, describePerk, describeThreshold, describeWindow } from './describe-tiers.ts';
import { asSentence, inWords, phrase, sentence, type DescribeContext } from './describe.ts';

/** The merchant's name for a part, or the words of its kind; its id when the program does not have it. */
export function namePart({ part, id }: PartRef, program: Program, context: DescribeContext): string {
  if (part === 'rules') {
    const rule = program.rules.find((candidate) => candidate.id === id);
    if (!rule) return id;
    if (rule.name) return inWords(rule.name, context);
    return rule.kind === 'activity'
      ? phrase(`activity_${rule.activity}`, context)
      : phrase(`rule_name_${rule.kind}`, context);
  }
  if (part === 'goals' || part === 'rewards') {
    const found = program[part].find((candidate) => candidate.id === id);
    return found ? inWords(found.title, context) : id;
  }
  const named = part === 'levels' ? (program.tiers?.levels ?? []) : program[part];
  const found = named.find((candidate) => candidate.id === id);
  return found ? inWords(found.name, context) : id;
}

/** A part in a sentence; empty when the program does not have it. */
export function describePart({ part, id }: PartRef, program: Program, context: DescribeContext): string {
  const of = { ...context, program };
  const find = <Item extends { id: string }>(list: readonly Item[], describe: (item: Item) => string): string => {
    const item = list.find((candidate) => candidate.id === id);
    return item ? describe(item) : '';
  };
  const describers: Record<PartKind, () => string> = {
    rules: () => find(program.rules, (rule) => describeRule(rule, of)),
    campaigns: () => find(program.campaigns, (campaign) => describeCampaign(campaign, of)),
    segments: () =>
      find(program.segments, ({ when }) => sentence(when.map((condition) => describeCondition(condition, of)))),
    levels: () =>
      find(program.tiers?.levels ?? [], (level) =>
        sentence([
          describeThreshold(level, program.tiers?.measure ?? 'spend', of),
          ...level.perks.map((perk) => describePerk(perk, of)),
        ]),
      ),
    goals: () => find(program.goals, (goal) => describeGoal(goal, of)),
    rewards: () => find(program.rewards, (reward) => describeReward(reward, of)),
  };
  return describers[part]();
}

/** Whether a sentence begins with the name, so that the name need not stand before it. */
export function saysName(text: string, name: string): boolean {
  return oneSpace(text).startsWith(oneSpace(name));
}

/** Merchants type plain spaces; formatted amounts have others, each one character as well. */
function oneSpace(text: string): string {
  return text.replace(/\s/g, ' ').toLowerCase();
}

/** The whole program as lines that a person can read: what the overview and the storefront's "how it works" tell. */
export interface ProgramInWords {
  earning: string[];
  campaigns: string[];
  tiers: string[];
  goals: string[];
  referral: string[];
  rewards: string[];
}

export function describeProgram(program: Program, context: DescribeContext): ProgramInWords {
  const of = { ...context, program };
  const list = (part: PartKind, items: readonly { id: string }[]) =>
    items.map(({ id }) => {
      const name = namePart({ part, id }, program, of);
      const text = describePart({ part, id }, program, of);
      // "Free shipping: free shipping" says it twice, and so does "Early access to the sale: early access, for 300 points".
      if (saysName(text, name)) return asSentence(text, of);
      const [what = ''] = text.split(', ');
      return saysName(name, what) ? `${name}${text.slice(what.length)}` : `${name}: ${text}`;
    });
  return {
    earning: program.rules
      .filter(({ enabled }) => enabled)
      .map((rule) => `${rule.name ? `${inWords(rule.name, of)}: ` : ''}${asSentence(describeRule(rule, of), of)}`),
    campaigns: list(
      'campaigns',
      program.campaigns.filter(({ enabled }) => enabled),
    ),
    tiers: program.tiers
      ? [
          ...list('levels', program.tiers.levels),
          asSentence(describeWindow(program.tiers, of), of),
          ...(program.membership ? [asSentence(describeMembership(program.membership, of), of)] : []),
        ]
      : [],
    goals: list(
      'goals',
      program.goals.filter(({ enabled }) => enabled),
    ),
    referral: program.referral?.enabled ? [asSentence(describeReferral(program.referral, of), of)] : [],
    rewards: list(
      'rewards',
      program.rewards.filter(({ enabled }) => enabled),
    ),
  };
}
