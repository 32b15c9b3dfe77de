/** The recorded reason of a change of level: written with it, never changed, put into words for merchant and shopper. Pure. */
import { addDays } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import type { Standing, StandingSource } from '../program/standing.ts';
import type { Level, Tiers, TierWindow } from '../program/tiers.ts';

export type TierChangeCode =
  /** Joined the program with its first level. */
  | 'joined'
  /** Spent, earned or ordered enough. */
  | 'reached'
  /** The window, and the grace after it, ended. */
  | 'ended'
  /** What it was reached by was refunded, in a program that ends levels for that. */
  | 'refunded'
  | 'membership_started'
  | 'membership_ended'
  /** By the merchant's hand; with a reason. */
  | 'given'
  | 'given_ended'
  /** The merchant changed what the levels ask for, or removed them. */
  | 'settings_changed'
  /** Two customers became one. */
  | 'merged';

export interface NamedLevel {
  id: string;
  name: Level['name'];
}

export interface TierChangeDetail {
  code: TierChangeCode;
  /** Whether the level is a higher one than before. */
  isRise: boolean;
  from: NamedLevel | null;
  to: NamedLevel | null;
  measure: Tiers['measure'];
  /** What counted: minor units, points or orders. And what the level asks for; null where it is not about that. */
  value: number;
  threshold: number | null;
  window: TierWindow;
  currencyCode: string;
  /** Until when it holds, as far as is known; null for no end. */
  until: string | null;
  /** The merchant's words. */
  reason?: string;
}

export interface Before {
  level: NamedLevel | null;
  index: number;
  source: StandingSource | null;
  graceUntil: string | null;
}

/** A level that the program has no more is not risen above: what comes instead is what is left of it. */
export function isRise(before: Before, standing: Standing): boolean {
  return standing.index > before.index && !(before.level !== null && before.index < 0);
}

/** Why a level is another one than before. */
export function whyChanged(
  before: Before,
  standing: Standing,
  today: string,
  circumstances: { isFirst: boolean; settingsChanged: boolean; reason: string; merged: boolean },
  { tiers, program }: { tiers: Tiers; program: Program },
): TierChangeDetail {
  const to = standing.level && { id: standing.level.id, name: standing.level.name };
  return {
    code: codeOf(before, standing, today, circumstances),
    isRise: isRise(before, standing),
    from: before.level,
    to,
    measure: tiers.measure,
    value: standing.value,
    threshold: standing.level?.threshold ?? null,
    window: tiers.window,
    currencyCode: program.currencyCode,
    until: standing.graceUntil,
    ...(standing.source === 'merchant' && circumstances.reason !== '' ? { reason: circumstances.reason } : {}),
  };
}

function codeOf(
  before: Before,
  standing: Standing,
  today: string,
  { isFirst, settingsChanged, merged }: { isFirst: boolean; settingsChanged: boolean; merged: boolean },
): TierChangeCode {
  if (standing.index > before.index) {
    if (merged) return 'merged';
    if (standing.source === 'membership') return 'membership_started';
    if (standing.source === 'merchant') return 'given';
    if (isFirst && standing.level?.threshold === 0) return 'joined';
    return settingsChanged ? 'settings_changed' : 'reached';
  }
  if (before.source === 'membership') return 'membership_ended';
  if (before.source === 'merchant') return 'given_ended';
  if (settingsChanged || before.source === 'kept') return 'settings_changed';
  const hadEnded = before.graceUntil !== null && addDays(before.graceUntil, 1) <= today;
  return hadEnded ? 'ended' : 'refunded';
}
