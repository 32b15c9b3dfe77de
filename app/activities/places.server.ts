/**
 * Places where members check in by a QR code. Owns the table of places. A poster has one code until the merchant renews it; a
 * screen shows one that changes every half minute, so that a photograph of it is worth nothing. Codes are signed with the
 * place's own secret.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { pool, type Sql } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { isSigned, signText } from './signed-token.server.ts';

export type PlaceKind = 'poster' | 'screen';

export interface Place {
  shopId: number;
  id: string;
  name: string;
  kind: PlaceKind;
  secret: Buffer;
  intervalMinutes: number;
  expiresOn: string | null;
  endedAt: Date | null;
}

/** How long a code on a screen is shown, and how many of the last ones still hold while somebody is scanning. */
export const SCREEN_STEP_SECONDS = 30;
const STEPS_THAT_HOLD = 3;

const columns = `shop_id AS "shopId", id, name, kind, secret, interval_minutes AS "intervalMinutes",
  to_char(expires_on, 'YYYY-MM-DD') AS "expiresOn", ended_at AS "endedAt"`;

export interface NewPlace {
  shopId: number;
  name: string;
  kind: PlaceKind;
  intervalMinutes: number;
  expiresOn: string | null;
  now: Date;
}

export async function createPlace(
  { shopId, name, kind, intervalMinutes, expiresOn, now }: NewPlace,
  sql: Sql = pool(),
): Promise<string> {
  const id = uuidv7();
  await sql.query(
    `INSERT INTO places (shop_id, id, name, kind, secret, interval_minutes, expires_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [shopId, id, cleanText(name, 80).trim(), kind, randomBytes(16), intervalMinutes, expiresOn, now],
  );
  return id;
}

/** Those that are in use, newest first. */
export async function listPlaces(shopId: number): Promise<Place[]> {
  const { rows } = await pool().query<Place>(
    `SELECT ${columns} FROM places WHERE shop_id = $1 AND ended_at IS NULL ORDER BY created_at DESC LIMIT 200`,
    [shopId],
  );
  return rows;
}

export async function getPlace(sql: Sql, shopId: number, id: string): Promise<Place | null> {
  const { rows } = await sql.query<Place>(`SELECT ${columns} FROM places WHERE shop_id = $1 AND id = $2`, [shopId, id]);
  return rows[0] ?? null;
}

/** From now on the place's codes count for nothing. */
export async function endPlace(shopId: number, id: string, now: Date, sql: Sql = pool()): Promise<void> {
  await sql.query('UPDATE places SET ended_at = coalesce(ended_at, $3) WHERE shop_id = $1 AND id = $2', [
    shopId,
    id,
    now,
  ]);
}

/** A new code for a poster: the printed ones count for nothing any more. */
export async function renewPlace(shopId: number, id: string, sql: Sql = pool()): Promise<void> {
  await sql.query('UPDATE places SET secret = $3 WHERE shop_id = $1 AND id = $2', [shopId, id, randomBytes(16)]);
}

/** What the QR code of the place says at this moment. */
export function codeOfPlace(place: Place, now: Date): string {
  const text = place.kind === 'poster' ? `p.${packId(place.id)}` : `s.${packId(place.id)}.${stepOf(now).toString(36)}`;
  return `${text}.${signText('place', text, place.secret)}`;
}

/** Whose code it says it is; whether it is so is told by `holdsCode`. */
export function placeOfCode(code: string): string | null {
  return unpackId(/^[ps]\.([\w-]{22})\./.exec(code)?.[1] ?? '');
}

/** Whether the code is this place's, and of now. */
export function holdsCode(place: Place, code: string, now: Date): boolean {
  const match = /^((p|s)\.[\w-]{22}(?:\.([0-9a-z]{1,9}))?)\.([\w-]{20})$/.exec(code);
  const [, text = '', kind, step, signature = ''] = match ?? [];
  if (!match || (kind === 'p') !== (place.kind === 'poster') || !isSigned('place', text, signature, place.secret))
    return false;
  if (place.kind === 'poster') return step === undefined;
  const age = stepOf(now) - parseInt(step ?? '', 36);
  return age >= 0 && age < STEPS_THAT_HOLD;
}

function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / SCREEN_STEP_SECONDS);
}

/** A UUID in 22 characters. */
export function packId(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

export function unpackId(packed: string): string | null {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  if (hex.length !== 32) return null;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
