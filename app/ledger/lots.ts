/**
 * How a movement touches lots: pure arithmetic over the lots of one member. Spending takes the oldest expiry first; points
 * that are taken back leave their own lot first; points that are returned go to the lots that they came from. What the
 * lots cannot give is debt (a balance below zero), and what comes in pays the debt first, so that the remains of the lots
 * always equal the balance, or zero while points are owed.
 */

export interface LotState {
  key: string;
  points: number;
  remaining: number;
  expiresAtMs: number | null;
  openedAtMs: number;
  /** It runs out by the member's inactivity, which only the features can date; then `expiresAtMs` is the least it holds. */
  byInactivity?: boolean;
}

export interface LotEffect {
  /** Lots whose remains change by `points` (negative: taken, positive: given back), and until when they hold from now. */
  moves: { lotKey: string; points: number; holdUntilMs?: number }[];
  /** A lot that this movement opens, under its own key. */
  opened: { points: number; remaining: number } | null;
}

/** The order in which lots are spent: soonest expiry first, those without expiry last, then the oldest. */
export function compareLots(a: LotState, b: LotState): number {
  const expiry = (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity);
  if (a.expiresAtMs !== b.expiresAtMs && expiry !== 0) return expiry;
  if (a.openedAtMs !== b.openedAtMs) return a.openedAtMs - b.openedAtMs;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** The award whose points a lot holds: the lot was opened by it, when it matured, or when it was brought over by merges. */
export function awardOfLot(lotKey: string): string {
  let key = lotKey;
  for (let inner = mergedLot.exec(key)?.[1]; inner !== undefined; inner = mergedLot.exec(key)?.[1]) key = inner;
  return key.startsWith('mature:') ? key.slice('mature:'.length) : key;
}
const mergedLot = /^merge:[^:]+:lot:(.*):in$/s;

/**
 * Takes points out of the lots, the lot of `ownKey` (its own key or that of its award) first when given. Changes
 * `remaining` of the given lots.
 * @returns the moves; their sum is less than `points` when the lots do not hold enough.
 */
export function takeFromLots(lots: LotState[], points: number, ownKey: string | null): LotEffect {
  const isOwn = (lot: LotState) => ownKey !== null && (lot.key === ownKey || awardOfLot(lot.key) === ownKey);
  const ordered = [...lots].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || compareLots(a, b));
  const moves: LotEffect['moves'] = [];
  let left = points;
  for (const lot of ordered) {
    if (left === 0) break;
    const taken = Math.min(lot.remaining, left);
    if (taken === 0) continue;
    lot.remaining -= taken;
    left -= taken;
    moves.push({ lotKey: lot.key, points: -taken });
  }
  return { moves, opened: null };
}

/**
 * Puts points into lots: first into those that `cameFrom` names (never more than was taken from them), the rest into a new lot.
 * @param debtPoints what is owed before this movement; that much of it goes into no lot.
 * @param cameFrom what the movement that is taken back had taken from which lot, and has not yet given back; counted down.
 * @param givenBack when points are given back, and until when they hold at least if their lot has run out by then.
 */
export function putIntoLots(
  lots: LotState[],
  points: number,
  debtPoints: number,
  cameFrom: { lotKey: string; points: number }[],
  givenBack: { atMs: number; usableUntilMs: number } | null = null,
): LotEffect {
  const usable = Math.max(0, points - debtPoints);
  const moves: LotEffect['moves'] = [];
  let left = usable;
  for (const origin of cameFrom) {
    const lot = lots.find((candidate) => candidate.key === origin.lotKey);
    if (!lot || left === 0) continue;
    const given = Math.min(left, origin.points, lot.points - lot.remaining);
    if (given === 0) continue;
    lot.remaining += given;
    origin.points -= given;
    left -= given;
    // Points that the member could not use any more would not be given back at all.
    const hasRunOut =
      givenBack && (lot.byInactivity || (lot.expiresAtMs !== null && lot.expiresAtMs <= givenBack.atMs));
    if (hasRunOut) lot.expiresAtMs = Math.max(lot.expiresAtMs ?? 0, givenBack.usableUntilMs);
    moves.push({ lotKey: lot.key, points: given, ...(hasRunOut ? { holdUntilMs: givenBack.usableUntilMs } : {}) });
  }
  // All of it found its old lot: nothing is opened. Otherwise the new lot also carries what paid the debt, already spent.
  const returned = usable - left;
  const opened = returned === points ? null : { points: points - returned, remaining: left };
  return { moves, opened };
}
