/** The ledger's own words: accounts, transfers, and what posting them can answer. */
import { createHash } from 'node:crypto';
import type { ExpiryRule } from '../program/expiry.ts';
import type { TransferDetail, TransferKind } from './reasons.ts';

export type MemberAccount = 'pending' | 'available';
export type ShopAccount = 'issued' | 'redeemed' | 'expired' | 'revoked' | 'adjusted';
export type AccountName = MemberAccount | ShopAccount;

/** A movement to be posted. `points` is positive and whole; the direction is said by the accounts. */
export interface NewTransfer {
  shopId: number;
  /** Names the business fact, e.g. `order:1001:line:2:rule:order`. The same fact is booked once. */
  key: string;
  memberId: string;
  from: AccountName;
  to: AccountName;
  points: number;
  kind: TransferKind;
  sourceType: 'order' | 'redemption' | 'member' | 'manual' | 'activity' | 'goal';
  sourceId: string;
  ruleId?: string | null;
  programVersion?: number | null;
  /** Key of the transfer that this one takes back, in whole or in part. */
  reversesKey?: string | null;
  detail: TransferDetail;
  occurredAt: Date;
  /** The shop's calendar date of the booking, YYYY-MM-DD. */
  bookedOn: string;
  /** When points that become available run out; null for never. */
  expiresAt?: Date | null;
  /** Months without earning or redeeming after which they run out instead; null when that does not matter. */
  inactivityMonths?: number | null;
  /** The lot that leaving points are taken from first. Without it, the lot of the award that `reversesKey` names. */
  lotKey?: string | null;
  /** Of an extension, which moves nothing: until when these lots hold from now. */
  lotExpiries?: readonly { lotKey: string; expiresAt: Date | null }[] | null;
  /** Of points that are given back: a lot that has run out by `at` holds from now until `usableUntil`. */
  givenBack?: { at: Date; usableUntil: Date } | null;
  /** Of an award that goes to the pending account: what it waits for. It opens a pending part under its own key. */
  opensPending?: PendingTerms | null;
  /** Of every other movement of the pending account: the key of the award whose pending part it moves. */
  pendingKey?: string | null;
}

export interface PendingTerms {
  waitsFrom: 'payment' | 'fulfillment';
  /** Calendar days. */
  waitDays: number;
  /** Null while the clock has not started. */
  maturesAt: Date | null;
  /** The promise for the lot that opens when the points become available. */
  expiry: ExpiryRule;
}

/** What became of a transfer: written now; the same fact was there already; or the key is there with another input. */
export type PostingOutcome = 'posted' | 'duplicate' | 'conflict';

/**
 * A digest of what the fact says: who, from where to where, how much, and what it takes back. Times and words are left
 * out, since a repeated event may tell them differently without being another fact.
 */
export function hashTransfer(transfer: NewTransfer): Buffer {
  const input = [transfer.memberId, transfer.from, transfer.to, transfer.points, transfer.reversesKey ?? ''].join('|');
  return createHash('sha256').update(input).digest();
}

export function isMemberAccount(account: AccountName): account is MemberAccount {
  return account === 'pending' || account === 'available';
}
