/**
 * The program document: what the merchant promises, as data. Owns its shape, its limits and its defaults; must not do any
 * I/O, since it also runs in the browser. Money is in minor units of `currencyCode`, points are whole.
 */
import { z } from 'zod';
import { campaignSchema, overlapSchema, stackingSchema } from './campaigns.ts';
import { expirySchema } from './expiry.ts';
import { goalSchema } from './goals/goal.ts';
import { migrateDocument, SCHEMA_VERSION } from './migrate-document.ts';
import { pendingSchema } from './pending.ts';
import { findBrokenReferences } from './references.ts';
import { referralSchema } from './referral.ts';
import { rewardSchema } from './rewards/reward.ts';
import { ruleSchema } from './rules/rule.ts';
import { segmentSchema } from './segments.ts';
import { colorSchema, membershipSchema, tiersSchema } from './tiers.ts';

export type { Rule } from './rules/rule.ts';

export const icons = ['star', 'heart', 'bean', 'crown', 'leaf'] as const;

const pluralNameSchema = z.object({
  one: z.string().trim().min(1, 'point_name_missing').max(30, 'point_name_too_long'),
  other: z.string().trim().min(1, 'point_name_missing').max(30, 'point_name_too_long'),
});
export type PluralName = z.infer<typeof pluralNameSchema>;

export const programSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    currencyCode: z.string().regex(/^[A-Z]{3}$/, 'currency_invalid'),
    pointName: z.object({
      en: pluralNameSchema,
      da: pluralNameSchema,
      sv: pluralNameSchema,
      hu: pluralNameSchema,
      de: pluralNameSchema,
    }),
    icon: z.enum(icons),
    /** What buttons and bars are drawn in, such as "#7a5c3e"; null follows the theme. */
    accentColor: colorSchema.nullable().default(null),
    /** How members see their balance: as points, as a stamp card, or as money (one point is one minor unit). */
    style: z.enum(['points', 'stamps', 'cashback']).default('points'),
    rules: z.array(ruleSchema).max(50, 'too_many_rules'),
    overlap: overlapSchema.default('sum'),
    campaigns: z.array(campaignSchema).max(50, 'too_many_campaigns').default([]),
    stacking: stackingSchema.default('highest'),
    segments: z.array(segmentSchema).max(50, 'too_many_segments').default([]),
    tiers: tiersSchema.nullable().default(null),
    membership: membershipSchema.nullable().default(null),
    goals: z.array(goalSchema).max(50, 'too_many_goals').default([]),
    referral: referralSchema.nullable().default(null),
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
    for (const { code, path } of findBrokenReferences(program))
      context.addIssue({ code: 'custom', message: code, path });
  });
export type Program = z.infer<typeof programSchema>;
/** A program as it is written by hand: what has a default may be left out. */
export type ProgramInput = z.input<typeof programSchema>;

/** @throws z.ZodError when the document is wrong; for documents of our own, not of merchants. */
export function makeProgram(input: ProgramInput): Program {
  return programSchema.parse(input);
}

/** Where a document is wrong: a path such as ["rewards", 0, "costPoints"] and a code that the screens put into words. */
export interface ProgramProblem {
  path: (string | number)[];
  code: string;
}

export type ProgramReading = { ok: true; program: Program } | { ok: false; problems: ProgramProblem[] };

/**
 * Reads a document of unknown origin, of this or an older shape. A wrong one gives every problem at once, each at its place;
 * nothing is thrown.
 */
export function readProgram(input: unknown): ProgramReading {
  const parsed = programSchema.safeParse(migrateDocument(input));
  if (parsed.success) return { ok: true, program: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
      code: /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid',
    })),
  };
}
