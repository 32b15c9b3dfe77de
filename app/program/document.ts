/**
 * The program document: what the merchant promises, as data. Owns its shape, its limits and its defaults; must not do any
 * I/O, since it also runs in the browser. Money is in minor units of `currencyCode`, points are whole.
 */
import { z } from 'zod';
import { expirySchema } from './expiry.ts';
import { pendingSchema } from './pending.ts';
import { rewardSchema } from './rewards/reward.ts';
import { orderAmountRuleSchema } from './rules/order-amount.ts';
import { signupRuleSchema } from './rules/signup.ts';

export const icons = ['star', 'heart', 'bean', 'crown', 'leaf'] as const;

export const ruleSchema = z.discriminatedUnion('kind', [orderAmountRuleSchema, signupRuleSchema]);
export type Rule = z.infer<typeof ruleSchema>;

const pluralNameSchema = z.object({
  one: z.string().trim().min(1, 'point_name_missing').max(30, 'point_name_too_long'),
  other: z.string().trim().min(1, 'point_name_missing').max(30, 'point_name_too_long'),
});
export type PluralName = z.infer<typeof pluralNameSchema>;

export const programSchema = z
  .object({
    schemaVersion: z.literal(1),
    currencyCode: z.string().regex(/^[A-Z]{3}$/, 'currency_invalid'),
    pointName: z.object({
      en: pluralNameSchema,
      da: pluralNameSchema,
      sv: pluralNameSchema,
      hu: pluralNameSchema,
      de: pluralNameSchema,
    }),
    icon: z.enum(icons),
    rules: z.array(ruleSchema).max(50, 'too_many_rules'),
    rewards: z.array(rewardSchema).max(50, 'too_many_rewards'),
    refunds: z.object({
      /** Points of a refunded order that are already spent: owed (the balance goes below zero) or forgiven. */
      whenSpent: z.enum(['owed', 'forgiven']),
      /** Points that bought the discount of a refunded order: returned in proportion, or not at all. */
      redeemedPoints: z.enum(['returned', 'kept']),
    }),
    /** From when an order's points count, and until when points hold. Documents of before these were offered have neither. */
    pending: pendingSchema.default({ kind: 'none' }),
    expiry: expirySchema.default({ kind: 'never' }),
  })
  .superRefine((program, context) => {
    const seen = new Set<string>();
    for (const [list, items] of [
      ['rules', program.rules],
      ['rewards', program.rewards],
    ] as const) {
      items.forEach((item, index) => {
        if (seen.has(item.id)) {
          context.addIssue({ code: 'custom', message: 'id_not_unique', path: [list, index, 'id'] });
        }
        seen.add(item.id);
      });
    }
    const orderRules = program.rules.filter((rule) => rule.kind === 'order_amount' && rule.enabled);
    if (orderRules.length > 1) {
      context.addIssue({ code: 'custom', message: 'order_rules_overlap', path: ['rules'] });
    }
  });
export type Program = z.infer<typeof programSchema>;

/** Where a document is wrong: a path such as ["rewards", 0, "costPoints"] and a code that the screens put into words. */
export interface ProgramProblem {
  path: (string | number)[];
  code: string;
}

export type ProgramReading = { ok: true; program: Program } | { ok: false; problems: ProgramProblem[] };

/** Reads a document of unknown origin. A wrong one gives every problem at once, each at its place; nothing is thrown. */
export function readProgram(input: unknown): ProgramReading {
  const parsed = programSchema.safeParse(input);
  if (parsed.success) return { ok: true, program: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
      code: /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid',
    })),
  };
}
