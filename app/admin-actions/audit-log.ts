/** The audit log's entries, its filter in the address, and how an entry is told. Pure: shared by server and browser. */
import { actionGroupNames, type ActionGroup } from './kinds.ts';

export interface LogEntry {
  id: string;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  /** ISO instant. */
  at: string;
}

export interface LogFilter {
  group: ActionGroup | null;
  actor: string | null;
  /** Calendar dates of the shop (YYYY-MM-DD), both included. */
  from: string | null;
  to: string | null;
}

const date = (text: string | null) =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;

export function readLogFilter(query: URLSearchParams): LogFilter {
  const group = query.get('group');
  return {
    group: actionGroupNames.find((name) => name === group) ?? null,
    actor: query.get('person')?.slice(0, 200) || null,
    from: date(query.get('from')),
    to: date(query.get('to')),
  };
}

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** Who did it. Shopify's session token says only a number of the person: no name is kept, and none is guessed. */
export function whoDid(actor: string, you: string | null, t: Translate): string {
  if (actor !== '' && actor === you) return t('operations.log.who.you');
  if (/^\d+$/.test(actor)) return t('operations.log.who.staff', { number: actor.slice(-4) });
  const known: Record<string, string> = { shopify: 'shopify', 'Shopify Flow': 'flow', shopper: 'shopper' };
  return t(`operations.log.who.${known[actor] ?? 'shop'}`);
}

/** What of an entry's detail is worth telling, in this order. */
const toldFacts = ['name', 'fileName', 'kind', 'points', 'count', 'rows', 'topic', 'until', 'reason', 'note'] as const;

/** "Reason: …", "Points: +50", and what changed from what to what. */
export function tellFacts(detail: Record<string, unknown>, t: Translate, number: (value: number) => string): string[] {
  const say = (value: unknown) =>
    typeof value === 'number'
      ? number(value)
      : typeof value === 'boolean'
        ? t(value ? 'operations.log.yes' : 'operations.log.no')
        : typeof value === 'string' && value !== ''
          ? value
          : '–';
  const facts = toldFacts
    .filter((key) => ['string', 'number'].includes(typeof detail[key]) && detail[key] !== '')
    .map((key) => t(`operations.log.facts.${key}`, { value: say(detail[key]) }));
  return [
    ...facts,
    ...changes(detail).map(
      ({ field, before, after }) =>
        `${t(`operations.log.fields.${field}`, { defaultValue: field })}: ${say(before)} → ${say(after)}`,
    ),
  ];
}

/** Fields whose simple values differ between `before` and `after` of a detail. */
function changes(detail: Record<string, unknown>): { field: string; before: unknown; after: unknown }[] {
  const { before, after } = detail;
  if (!isRecord(before) || !isRecord(after)) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => before[field] !== after[field] && !isRecord(before[field]) && !isRecord(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
