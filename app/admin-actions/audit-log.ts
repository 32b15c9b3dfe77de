/** The audit log's entries, and its filter in the address. Pure: shared by server and browser. */
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
