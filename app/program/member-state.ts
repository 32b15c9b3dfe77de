/** What the engine may know of a member, and of what the shop has spent already. Pure. */
import { Tallies } from './tallies.ts';

export interface MemberFacts {
  status: 'active' | 'blocked' | 'merged' | 'erased';
  /** Date of joining by the shop's calendar. */
  joinedOn?: string;
  /** Month and day, MM-DD; null when unknown. The year is nobody's business. */
  birthday?: string | null;
  /** The customer's tags at Shopify. */
  tags?: readonly string[];
  /** The level that the member has now, by qualification or by membership; null for none. */
  tierId?: string | null;
  /** Has a paid membership that is in force. */
  paidMember?: boolean;
  tallies?: Tallies;
}

/** What rules with a budget have given away so far, by rule or campaign. */
export type BudgetUse = ReadonlyMap<string, number>;

export const noTallies = new Tallies();
export const noBudgets: BudgetUse = new Map();
