/**
 * What there is to tell, as data: the kinds of messages, what each carries, and how it may go out. Pure; it also runs in the
 * browser. Nothing here may hold a name, an address or a telephone number.
 */
import { z } from 'zod';

export const channels = ['email', 'sms', 'push', 'webhook'] as const;
export type Channel = (typeof channels)[number];

const points = z.int().min(0);
/** A calendar date of the shop, YYYY-MM-DD. */
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** A merchant's text in our languages; English stands in for those that are missing. */
const text = z.record(z.string(), z.string());
const name = text;

/** What an announcement of each kind carries. */
export const dataByKind = {
  /** Joined. `points`: the welcome points, 0 when there are none. */
  welcome: z.object({ points }),
  points_earned: z.object({ points, orderName: z.string().optional() }),
  points_matured: z.object({ points }),
  /** `expiresOn` is the last day on which the points can be used. How many they are is looked up when the message goes out. */
  points_expiring: z.object({ points, expiresOn: date, daysAhead: z.int() }),
  reward_reachable: z.object({ rewardId: z.string(), title: text, costPoints: points }),
  /** The code itself is looked up when the message goes out. */
  code_ready: z.object({ redemptionId: z.string(), title: text }),
  tier_reached: z.object({ tierId: z.string(), name }),
  /** The member keeps the tier until `endsOn`; `missing` is what is left to do, in words of the caller, e.g. "3 orders". */
  tier_ending: z.object({ tierId: z.string(), name, endsOn: date, missing: text.optional() }),
  birthday_gift: z.object({ points: points.optional(), title: text.optional() }),
  referral_rewarded: z.object({ points: points.optional(), title: text.optional() }),
  challenge_done: z.object({ challengeId: z.string(), name, points: points.optional() }),
  campaign_started: z.object({ campaignId: z.string(), name, endsOn: date.nullable() }),
  /** To the merchant. `aboutMemberId` leads to the member; the message goes when that member is erased. */
  survey_unhappy: z.object({
    score: z.number(),
    survey: text.optional(),
    comment: z.string().max(1000).optional(),
    aboutMemberId: z.uuid().optional(),
  }),
  product_review_thanks: z.object({ points: points.optional(), productTitle: z.string().optional() }),
} as const;

export type MessageKind = keyof typeof dataByKind;
export type MessageData<Kind extends MessageKind> = z.infer<(typeof dataByKind)[Kind]>;

export const messageKinds = Object.keys(dataByKind) as MessageKind[];

export function isMessageKind(value: string): value is MessageKind {
  return Object.hasOwn(dataByKind, value);
}

export function isChannel(value: string): value is Channel {
  return channels.some((channel) => channel === value);
}

interface KindFacts {
  audience: 'member' | 'merchant';
  /** Advertising needs the member's consent; what concerns the member's own points, codes and tier does not. */
  needsConsent: boolean;
  /**
   * several: each fact is a message of its own, and may come several times a day: the member is waiting for it.
   * merged: what has gathered since the last one is told in one, at most one a day.
   */
  together: 'several' | 'merged';
  /** The channels that it uses before the merchant decides otherwise. */
  byDefault: readonly Channel[];
  /** What a merchant's own words may name, beside {name}, {shop} and {balance}. */
  placeholders: readonly Placeholder[];
}

/** What a message may name between braces; compose.ts says what each becomes. */
export type Placeholder =
  | 'name'
  | 'shop'
  | 'balance'
  | 'points'
  | 'reward'
  | 'code'
  | 'date'
  | 'days'
  | 'tier'
  | 'missing'
  | 'challenge'
  | 'campaign'
  | 'product'
  | 'score'
  | 'comment';

const email: readonly Channel[] = ['email', 'webhook'];
const quiet: readonly Channel[] = ['webhook'];

export const kindFacts: Record<MessageKind, KindFacts> = {
  welcome: member('merged', email, ['points']),
  points_earned: member('merged', quiet, ['points']),
  points_matured: member('merged', quiet, ['points']),
  points_expiring: member('merged', email, ['points', 'date', 'days']),
  reward_reachable: { ...member('merged', email, ['reward']), needsConsent: true },
  code_ready: member('several', email, ['reward', 'code', 'date']),
  tier_reached: member('merged', email, ['tier']),
  tier_ending: member('merged', email, ['tier', 'date', 'missing']),
  birthday_gift: { ...member('merged', email, ['reward']), needsConsent: true },
  referral_rewarded: member('merged', email, ['reward']),
  challenge_done: member('merged', email, ['challenge', 'reward']),
  campaign_started: { ...member('merged', quiet, ['campaign', 'date']), needsConsent: true },
  survey_unhappy: { ...member('merged', email, ['score', 'comment']), audience: 'merchant' },
  product_review_thanks: member('merged', email, ['reward', 'product']),
};

function member(
  together: KindFacts['together'],
  byDefault: readonly Channel[],
  placeholders: readonly Placeholder[],
): KindFacts {
  return { audience: 'member', needsConsent: false, together, byDefault, placeholders };
}

/** What a message of this kind may name: its own, and what all have. The merchant's own messages name no member. */
export function placeholdersOf(kind: MessageKind): readonly Placeholder[] {
  const { audience, placeholders: own } = kindFacts[kind];
  return audience === 'merchant' ? [...own, 'shop'] : ['name', ...own, 'balance', 'shop'];
}

/** A fact to be told once. `key` names the fact; the same key again changes nothing. */
export type Announcement = {
  [Kind in MessageKind]: {
    shopId: number;
    /** Null: to the merchant. */
    memberId: string | null;
    kind: Kind;
    key: string;
    data: MessageData<Kind>;
  };
}[MessageKind];
