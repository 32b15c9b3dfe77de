/** What the storefront's Liquid knows of the program: a small projection of the document, written to an app-owned metafield. */
import { minorToCents } from '../lib/money.ts';
import type { Program } from './document.ts';
import { isCodeReward, type Reward } from './rewards/reward.ts';

/** The JSON of the metafield `regulars.program`; its reader is the theme app extension. Cents are hundredths, Liquid's unit. */
export function storefrontProgram(program: Program, version: number) {
  const order = program.rules.find((rule) => rule.kind === 'order_amount' && rule.enabled);
  const signup = program.rules.find((rule) => rule.kind === 'signup' && rule.enabled);
  const earn = order?.kind === 'order_amount' ? order : null;
  return {
    version,
    published: true,
    pointName: program.pointName,
    icon: program.icon,
    earn: earn && {
      pointsPerUnit: earn.pointsPerUnit,
      unitMinor: earn.unitMinor,
      rounding: 'floor',
      excludeGiftCards: earn.excludeGiftCards,
      currencyCode: program.currencyCode,
    },
    earnLiquid: earn && {
      pointsPerUnit: earn.pointsPerUnit,
      unitCents: minorToCents(earn.unitMinor, program.currencyCode),
    },
    signupPoints: signup?.kind === 'signup' ? signup.points : 0,
    rewards: program.rewards
      .filter((reward) => reward.enabled)
      .sort((a, b) => a.costPoints - b.costPoints)
      .map((reward) => ({
        id: reward.id,
        kind: reward.kind,
        costPoints: reward.costPoints,
        ...(reward.kind === 'amount_off'
          ? { amountMinor: reward.amountMinor, amountCents: minorToCents(reward.amountMinor, program.currencyCode) }
          : {}),
        ...(reward.kind === 'percentage_off' ? { percentageBp: reward.percentageBp } : {}),
        minimumSubtotalMinor: minimumOf(reward),
        minimumSubtotalCents: minorToCents(minimumOf(reward), program.currencyCode),
        title: reward.title,
      })),
    joinUrl: '/account/login',
  };
}

function minimumOf(reward: Reward): number {
  return isCodeReward(reward) ? reward.minimumSubtotalMinor : 0;
}
