/** Movements of one order are one event to a reader: its lines and rules stand under it. Pure. */
import { explain, type ExplainContext, type Explanation } from '../i18n/explain.ts';
import type { TransferDetail } from '../ledger/reasons.ts';

export interface Movement {
  id: string;
  /** Positive when the member gained. */
  points: number;
  detail: TransferDetail;
  occurredAt: string;
  orderId?: string | null;
  /** Whose movement it is, where the list is of many members. */
  member?: { name: string; url: string };
}

export interface MovementGroup {
  /** The first movement: its time, order and member are those of all. */
  first: Movement;
  title: string;
  /** The sum of all. */
  points: number;
  /** One for each movement, product by product, oldest first. Title: the product, e.g. "Guji 250 g", or empty. */
  lines: { id: string; title: string; text: string; points: number }[];
}

/** What a movement is about, without the line of the order. */
function subjectOf(detail: TransferDetail, context: ExplainContext): Explanation {
  return explain('lineTitle' in detail ? { ...detail, lineTitle: undefined } : detail, context);
}

/** Puts neighbors together that tell of the same order, moment and member. The order of the list stays. */
export function groupMovements(movements: readonly Movement[], context: ExplainContext): MovementGroup[] {
  const groups: (MovementGroup & { key: string })[] = [];
  for (const movement of movements) {
    const { detail, occurredAt, points } = movement;
    const { title } = subjectOf(detail, context);
    const isOfOrder = 'orderName' in detail && detail.orderName !== undefined;
    const key = isOfOrder ? [title, occurredAt, movement.member?.url, Math.sign(points)].join(' ') : movement.id;
    const line = {
      id: movement.id,
      title: ('lineTitle' in detail && detail.lineTitle) || '',
      text: explain(detail, context).text,
      points,
    };
    const last = groups.at(-1);
    if (last?.key === key) {
      last.lines.push(line);
      last.points += points;
    } else groups.push({ key, first: movement, title, points, lines: [line] });
  }
  // What stands alone says the line of the order in its own title.
  return groups.map(({ first, title, points, lines }) => ({
    first,
    title: lines.length === 1 ? explain(first.detail, context).title : title,
    points,
    lines: byProduct(lines),
  }));
}

/**
 * As many of the newest movements as hold the first `count` events: what comes after them is not shown, so that nobody's name has to be
 * asked for it. Needs no words: it may take an event too many together, and never one too few.
 */
export function ofFirstEvents<
  T extends { memberId: string; points: number; detail: TransferDetail; occurredAt: string },
>(movements: readonly T[], count: number): T[] {
  let [events, lastKey] = [0, ''];
  const end = movements.findIndex(({ memberId, points, detail, occurredAt }, index) => {
    const isOfOrder = 'orderName' in detail && detail.orderName !== undefined;
    const key = isOfOrder ? [detail.orderName, occurredAt, memberId, Math.sign(points)].join(' ') : `alone ${index}`;
    if (key !== lastKey) events += 1;
    lastKey = key;
    return events > count;
  });
  return movements.slice(0, end === -1 ? undefined : end);
}

/** What is booked first stands first, as what it multiplies; what one product gave stands together. */
function byProduct(newestFirst: MovementGroup['lines']): MovementGroup['lines'] {
  const lines = newestFirst.toReversed();
  const titles = lines.map(({ title }) => title);
  return lines.toSorted((one, other) => titles.indexOf(one.title) - titles.indexOf(other.title));
}
