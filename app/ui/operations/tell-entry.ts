/** How an entry of the audit log is told. Pure: for the page and for the file. */

import type { LogEntry } from '../../admin-actions/audit-log.ts';

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** Who did it. Shopify's session token says only a number of the person: no name is kept, and none is guessed. */
export function whoDid(actor: string, you: string | null, t: Translate): string {
  if (actor !== '' && actor === you) return t('operations.log.who.you');
  if (/^\d+$/.test(actor)) return t('operations.log.who.staff', { number: actor.slice(-4) });
  const known: Record<string, string> = { shopify: 'shopify', 'Shopify Flow': 'flow', shopper: 'shopper' };
  const who = known[actor] ?? 'shop';
  return t(`operations.log.who.${who}`);
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
    .map((key) =>
      t(`operations.log.facts.${key}`, { value: key === 'topic' ? topicWords(detail, t) : say(detail[key]) }),
    );
  return [
    ...facts,
    ...changes(detail).map(
      ({ field, before, after }) =>
        `${t(`operations.log.fields.${field}`, { defaultValue: field })}: ${say(before)} → ${say(after)}`,
    ),
  ];
}

/** `orders/paid` as "Payment of order", `sync_member` as "A member's balance in the store"; another as it is. */
function topicWords(detail: Record<string, unknown>, t: Translate): string {
  const topic = String(detail['topic']);
  const event = topic.replace('/', '_');
  const isEvent = event !== topic;
  return isEvent
    ? t(`operations.topics.${event}`, { defaultValue: topic })
    : t(`operations.tasks.topics.${topic}`, { defaultValue: topic });
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

/** The columns of the file, and an entry in them. */
export function fileHeads(t: Translate): string[] {
  return (['time', 'who', 'what', 'about', 'details'] as const).map((name) => t(`operations.log.file.${name}`));
}

export function tellLine(
  entry: LogEntry,
  you: string | null,
  t: Translate,
  number: (value: number) => string,
): string[] {
  const { at, actor, action, subject, detail } = entry;
  const what = t(`operations.log.did.${action}`, { subject });
  return [at, whoDid(actor, you, t), what, subject, tellFacts(detail, t, number).join('; ')];
}
