/** One row of somebody's export, read strictly: a value that could mean two things is a problem, not a guess. Pure. */
import { cleanText } from '../lib/clean-text.ts';
import type { ColumnMap } from './columns.ts';

export interface ReadRow {
  customerId: string | null;
  /** In lower case, without spaces around it. */
  email: string | null;
  points: number;
  /** Null when the file has no date. */
  occurredAt: Date | null;
  /** YYYY-MM-DD, the last day on which the points can be used. */
  expiresOn: string | null;
  note: string;
  /** MM-DD. */
  birthday: string | null;
  tier: string | null;
}

/** Why a row is not taken; what to do about it stands in the words of the same code. */
export type RowProblem =
  | 'customer_missing'
  | 'customer_id_invalid'
  | 'email_invalid'
  | 'points_missing'
  | 'points_not_whole'
  | 'points_too_many'
  | 'points_zero'
  | 'balance_negative'
  | 'date_missing'
  | 'date_invalid'
  | 'date_in_future'
  | 'expiry_invalid'
  | 'birthday_invalid'
  | 'customer_repeated'
  | 'not_covered';

/** How 03/04/2026 is meant; without it, only dates that begin with the year are understood. */
export type DateOrder = 'day_first' | 'month_first' | null;

export interface ReadOptions {
  kind: 'balances' | 'history';
  dateOrder: DateOrder;
  now: Date;
}

const MAX_POINTS = 1_000_000_000;
const NOTE_LENGTH = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

export function readRow(
  cells: readonly string[],
  columns: ColumnMap,
  { kind, dateOrder, now }: ReadOptions,
): { ok: true; row: ReadRow } | { ok: false; problem: RowProblem } {
  const refuse = (problem: RowProblem) => ({ ok: false as const, problem });
  const cell = (index: number | undefined) => (index === undefined ? '' : (cells[index] ?? '').trim());

  const idText = cell(columns.customerId);
  const customerId =
    idText === '' ? null : (/^(?:gid:\/\/shopify\/Customer\/)?([1-9]\d{0,18})$/.exec(idText)?.[1] ?? '');
  if (customerId === '') return refuse('customer_id_invalid');
  const emailText = cell(columns.email).toLowerCase();
  if (customerId === null && emailText === '') return refuse('customer_missing');
  if (customerId === null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(emailText)) return refuse('email_invalid');

  const pointsText = cell(columns.points);
  if (pointsText === '') return refuse('points_missing');
  const points = readPoints(pointsText);
  if (points === null) return refuse('points_not_whole');
  if (Math.abs(points) > MAX_POINTS) return refuse('points_too_many');
  if (kind === 'history' && points === 0) return refuse('points_zero');
  if (kind === 'balances' && points < 0) return refuse('balance_negative');

  const dateText = cell(columns.date);
  if (kind === 'history' && dateText === '') return refuse('date_missing');
  // A list of balances tells how things stand; when a row in it was made says nothing about the points.
  const occurredAt = kind === 'balances' ? null : readInstant(dateText, dateOrder);
  if (kind === 'history' && !occurredAt) return refuse('date_invalid');
  if (occurredAt && occurredAt.getTime() > now.getTime() + DAY_MS) return refuse('date_in_future');

  const expiryText = cell(columns.expiresOn);
  const expiresOn = expiryText === '' ? null : readDate(expiryText, dateOrder);
  if (expiryText !== '' && !expiresOn) return refuse('expiry_invalid');
  const birthdayText = cell(columns.birthday);
  const birthday = birthdayText === '' ? null : readBirthday(birthdayText, dateOrder);
  if (birthdayText !== '' && !birthday) return refuse('birthday_invalid');

  return {
    ok: true,
    row: {
      customerId,
      email: customerId === null ? emailText : null,
      points,
      occurredAt,
      expiresOn: points > 0 ? expiresOn : null,
      note: cleanText(cell(columns.note), NOTE_LENGTH),
      birthday,
      tier: cleanText(cell(columns.tier), 100) || null,
    },
  };
}

/** "1200", "+1,200", "1 200", "1200.00"; null for parts of a point, and for "1.200", which could be either. */
function readPoints(text: string): number | null {
  const found = /^([+-]?)(\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+)(?:\.0{1,2})?$/.exec(text.replace('\u2212', '-'));
  if (!found) return null;
  const value = Number((found[2] ?? '').replace(/[^\d]/g, ''));
  return found[1] === '-' && value !== 0 ? -value : value;
}

/** YYYY-MM-DD of a calendar date, with or without a time behind it; null when it is none. */
function readDate(text: string, order: DateOrder): string | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  const other = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,].*)?$/.exec(text);
  if (iso) return calendarDate(iso[1], iso[2], iso[3]);
  if (!other || !order) return null;
  return order === 'day_first'
    ? calendarDate(other[3], other[2], other[1])
    : calendarDate(other[3], other[1], other[2]);
}

function calendarDate(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

/** An instant; a date alone is noon in UTC, which is the same date for nearly everybody. */
function readInstant(text: string, order: DateOrder): Date | null {
  const date = readDate(text, order);
  if (!date) return null;
  const time = /[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (!time) return /^[\d\-/.]+$/.test(text) ? new Date(`${date}T12:00:00Z`) : null;
  const zone = (time[4] ?? 'Z')
    .toUpperCase()
    .replace('UTC', 'Z')
    .replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const instant = new Date(`${date}T${(time[1] ?? '').padStart(2, '0')}:${time[2]}:${time[3] ?? '00'}${zone}`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** MM-DD; the year, which some exports have, is not kept. */
function readBirthday(text: string, order: DateOrder): string | null {
  const short = /^(\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (short) {
    const [month, day] = order === 'day_first' ? [short[2], short[1]] : [short[1], short[2]];
    return calendarDate('2028', month, day)?.slice(5) ?? null;
  }
  return readDate(text, order)?.slice(5) ?? null;
}
