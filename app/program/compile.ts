/**
 * Compiles a document into functions, once a version: conditions are sorted into those of the event and those of a line,
 * what is off is left out, and it is noted what the rules ask to know. Pure; documents are never changed, so the compiled
 * form is kept beside each for as long as it lives.
 */
import type { Award, Evaluation } from './award.ts';
import {
  holdsForEvent,
  lineTest,
  isLineCondition,
  type Condition,
  type LineCondition,
  type MemberCondition,
} from './conditions/condition.ts';
import { needsCatalog } from './conditions/products.ts';
import type { Program } from './document.ts';
import type { OrderLine, ProductFacts, ProgramEvent } from './events.ts';
import { evaluateOrder } from './evaluate-order.ts';
import { evaluateOther } from './evaluate-other.ts';
import { goalProgress } from './goals/progress.ts';
import { hasMemberLimits } from './limits.ts';
import type { BudgetUse, MemberFacts } from './member-state.ts';

export type Segments = ReadonlyMap<string, readonly MemberCondition[]>;

/** The conditions of a rule, a campaign or a goal as two questions. */
export interface CompiledConditions {
  holds(event: ProgramEvent, member: MemberFacts): boolean;
  /** Null when every line will do. */
  holdsForLine: ((line: OrderLine, products: ReadonlyMap<string, ProductFacts> | undefined) => boolean) | null;
}

/** What has to be known before the program can be evaluated; plain programs ask for nothing. */
export interface Needs {
  /** Tallies of what members did before: orders, spend, items, points, activities, and what limited rules gave. */
  tallies: boolean;
  /** Rules and campaigns with limits of a member. */
  limitedIds: readonly string[];
  /** Rules and campaigns with a budget. */
  budgetIds: readonly string[];
  /** Types, tags, vendors or collections of products. */
  catalog: boolean;
  /** What is kept of the member: level, membership, tags, birthday. */
  profile: boolean;
}

export interface CompiledProgram {
  needs: Needs;
  evaluate(event: ProgramEvent, member: MemberFacts, budgets: BudgetUse): Evaluation;
}

const compiled = new WeakMap<Program, CompiledProgram>();

export function compileProgram(program: Program): CompiledProgram {
  let known = compiled.get(program);
  if (!known) compiled.set(program, (known = compile(program)));
  return known;
}

function compile(program: Program): CompiledProgram {
  const segments: Segments = new Map(program.segments.map(({ id, when }) => [id, when]));
  const rules = program.rules
    .filter(({ enabled }) => enabled)
    .map((rule) => ({ rule, conditions: compileConditions(rule.when, segments) }));
  const campaigns = program.campaigns
    .filter(({ enabled }) => enabled)
    .map((campaign) => ({ campaign, conditions: compileConditions(campaign.when, segments) }));
  const goals = program.goals
    .filter(({ enabled }) => enabled)
    .map((goal) => ({ goal, conditions: compileConditions(goal.when, segments) }));
  const tierFactors = new Map(
    (program.tiers?.levels ?? []).flatMap((level) =>
      level.perks.flatMap((perk) =>
        perk.kind === 'multiplier' ? [[level.id, { level, factorBp: perk.factorBp }] as const] : [],
      ),
    ),
  );
  return {
    needs: needsOf(program),
    evaluate(event, member, budgets) {
      const evaluation: Evaluation =
        event.kind === 'order'
          ? evaluateOrder(
              { rules, campaigns, tierFactors, overlap: program.overlap, stacking: program.stacking },
              event,
              member,
              budgets,
            )
          : evaluateOther(rules, event, member, budgets);
      if (goals.length > 0) evaluation.progress = goalProgress(goals, event, member);
      return evaluation;
    },
  };
}

export function compileConditions(when: readonly Condition[], segments: Segments): CompiledConditions {
  const ofEvent = when.filter(
    (condition): condition is Exclude<Condition, LineCondition> => !isLineCondition(condition),
  );
  const tests = when.filter(isLineCondition).map(lineTest);
  return {
    holds(event, member) {
      for (const condition of ofEvent) if (!holdsForEvent(condition, event, member, segments)) return false;
      return true;
    },
    holdsForLine:
      tests.length === 0
        ? null
        : (line, products) => {
            const product = line.productId === null ? undefined : products?.get(line.productId);
            for (const test of tests) if (!test(line, product)) return false;
            return true;
          },
  };
}

const profileKinds = new Set<Condition['kind']>(['tier', 'paid_member', 'customer_tags', 'birthday_window']);
/** Conditions that ask what a member did before. */
export const tallyKinds = new Set<Condition['kind']>(['order_number', 'spend', 'since_last_order', 'activity_count']);

function needsOf(program: Program): Needs {
  const giving = [...program.rules, ...program.campaigns].filter(({ enabled }) => enabled);
  const goals = program.goals.filter(({ enabled }) => enabled);
  const conditions: Condition[] = [...giving, ...goals].flatMap(({ when }) => when);
  const used = new Set(conditions.flatMap((condition) => (condition.kind === 'segment' ? [condition.segmentId] : [])));
  for (const segment of program.segments) if (used.has(segment.id)) conditions.push(...segment.when);
  const limitedIds = giving.filter(({ limits }) => hasMemberLimits(limits)).map(({ id }) => id);
  return {
    tallies: limitedIds.length > 0 || conditions.some(({ kind }) => tallyKinds.has(kind)),
    limitedIds,
    budgetIds: giving.filter(({ limits }) => limits.budgetPoints !== null).map(({ id }) => id),
    catalog: conditions.some((condition) => condition.kind === 'products' && needsCatalog(condition)),
    profile: program.tiers !== null || conditions.some(({ kind }) => profileKinds.has(kind)),
  };
}

/** Adds up points by rule: what limits and budgets have to be told after an evaluation. */
export function pointsByRule(awards: readonly Pick<Award, 'ruleId' | 'points'>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const award of awards) sums.set(award.ruleId, (sums.get(award.ruleId) ?? 0) + award.points);
  return sums;
}
