/** Made-up facts of each kind, for previews and tests to the merchant. Pure. */
import { addDays } from '../lib/calendar.ts';
import type { Locale } from '../lib/locales.ts';
import type { Fact } from './compose.ts';
import type { MessageKind } from './kinds.ts';
import { messageWords } from './words.ts';

/** @param today the shop's calendar date. @param reward what a reward of the shop is called; null when it has none. */
export function exampleFacts<Kind extends MessageKind>(
  kind: Kind,
  locale: Locale,
  today: string,
  reward: Record<string, string> | null,
): Fact<Kind>[] {
  const words = messageWords[locale].examples;
  const named = (text: string) => ({ en: text, [locale]: text });
  const title = reward ?? named(words.reward);
  const examples: { [Each in MessageKind]: Fact<Each> } = {
    welcome: { data: { points: 100 } },
    points_earned: { data: { points: 120 } },
    points_matured: { data: { points: 120 } },
    points_expiring: { data: { points: 80, expiresOn: addDays(today, 30), daysAhead: 30 } },
    reward_reachable: { data: { rewardId: '', title, costPoints: 300 } },
    code_ready: { data: { redemptionId: '', title }, code: 'RG-7K3M-Q2XK-81FD', codeUntil: addDays(today, 365) },
    tier_reached: { data: { tierId: '', name: named(words.tier) } },
    tier_ending: {
      data: { tierId: '', name: named(words.tier), endsOn: addDays(today, 30), missing: named(words.missing) },
    },
    birthday_gift: { data: { title } },
    referral_rewarded: { data: { points: 200 } },
    challenge_done: { data: { challengeId: '', name: named(words.challenge), points: 150 } },
    campaign_started: { data: { campaignId: '', name: named(words.campaign), endsOn: addDays(today, 14) } },
    survey_unhappy: { data: { score: 3, comment: words.comment } },
    product_review_thanks: { data: { points: 50 } },
  };
  return [examples[kind]];
}
