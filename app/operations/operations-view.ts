/** What the page of operations shows and may ask. Pure: shared by server and browser. */
import { z } from 'zod';

/** An event of Shopify that could not be applied. */
export interface FailedEvent {
  id: string;
  topic: string;
  /** What it is about, as Shopify names it: `#1001`; '' when the body says nothing that can be read. */
  name: string;
  /** What went wrong, in the program's own words: for whoever helps. */
  reason: string;
  /** ISO instant. */
  receivedAt: string;
}

/** Something at Shopify that could not be brought up to date. */
export interface StuckTask {
  topic: string;
  subject: string;
  memberId: string | null;
  reason: string;
  /** ISO instant. */
  since: string;
  /** Given up: it rests until somebody asks for it. Otherwise it is tried again by itself. */
  isGivenUp: boolean;
}

export interface RefusedCode {
  id: string;
  memberId: string;
  customerId: string;
  /** The reward's title by language. */
  title: Record<string, string>;
  costPoints: number;
  /** Shopify's words. */
  reason: string;
  /** ISO instants. */
  createdAt: string;
  returnedAt: string | null;
}

/** One side of a conflict: what was booked, or what came later under the same key. */
export interface ConflictSide {
  points: number;
  kind: string;
  source: string;
  memberId: string;
  /** ISO instant. */
  occurredAt: string;
}

export interface Conflict {
  key: string;
  /** Hex. */
  hash: string;
  kept: ConflictSide | null;
  refused: ConflictSide;
  /** ISO instant. */
  seenAt: string;
}

export interface Health {
  /** When Shopify last told of anything; null before the first. */
  lastEventAt: string | null;
  /** Events that wait, at most 1,000 counted, and since when the oldest does. */
  eventsWaiting: number;
  eventsSince: string | null;
  /** The same of what is to be brought to Shopify. */
  tasksWaiting: number;
  tasksSince: string | null;
  /** ISO instant: when this was read. */
  readAt: string;
}

export interface Operations {
  events: { items: FailedEvent[]; total: number; olderThan: string | null };
  tasks: StuckTask[];
  codes: RefusedCode[];
  conflicts: Conflict[];
  /** Messages that were given up. */
  deadMessages: number;
  /** Imports with rows that were not taken. */
  imports: { id: string; fileName: string; refused: number }[];
  health: Health;
}

/** What of the app's set-up is missing at Shopify. */
export interface SetupGaps {
  /** Scopes that the app needs and the shop has not granted. */
  scopes: string[];
  /** Kinds of events that do not come, and how many of each the comparisons found in seven days. */
  topics: { topic: string; missed: number }[];
}

/** What waits longer than this is worth a word. */
export const SLOW_AFTER_MS = 5 * 60_000;

const eventId = z.string().regex(/^\d{1,18}$/);

export const operationsActionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('replay'), id: eventId }),
  z.object({ intent: z.literal('replay_all') }),
  z.object({ intent: z.literal('discard'), id: eventId, reason: z.string().trim().min(1).max(500) }),
  z.object({ intent: z.literal('retry'), topic: z.string().max(50), subject: z.string().max(500) }),
  z.object({ intent: z.literal('retry_all') }),
  z.object({
    intent: z.literal('settle'),
    key: z.string().min(1).max(1000),
    hash: z.string().regex(/^[0-9a-f]{1,128}$/),
    note: z.string().trim().min(1).max(500),
  }),
  z.object({ intent: z.literal('retry_messages') }),
  z.object({ intent: z.literal('check') }),
]);
export type OperationsAction = z.infer<typeof operationsActionSchema>;

/** `count`: how many were queued again; `gone`: somebody else was faster. */
export type OperationsAnswer =
  | { outcome: 'replayed' | 'discarded' | 'retried' | 'settled' | 'asked'; count: number }
  | { outcome: 'gone' | 'wrong' };
