/**
 * Bearer tokens of the public API. Owns their table. A token is shown once, when it is made; only its digest is kept. It names
 * its shop, says what it may do, how much of it in a day, and can be revoked at any time.
 */
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { recordAdminAction } from '../../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../../db.server.ts';
import { cleanText } from '../../lib/clean-text.ts';

export const apiScopes = ['events:write', 'members:read'] as const;
export type ApiScope = (typeof apiScopes)[number];

export interface ApiToken {
  shopId: number;
  id: string;
  name: string;
  scopes: ApiScope[];
  memberPerDay: number;
  perDay: number;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const TOKEN = /^rgl_([0-9a-z]{1,7})_([\w-]{43})$/;
const USED_EVERY_MS = 60_000;

const columns = `shop_id AS "shopId", id, name, scopes, member_per_day AS "memberPerDay", per_day AS "perDay", created_at AS "createdAt",
  last_used_at AS "lastUsedAt"`;

export interface NewToken {
  shopId: number;
  name: string;
  scopes: readonly ApiScope[];
  memberPerDay: number;
  perDay: number;
  actor: string;
  now: Date;
}

/** @returns the token itself, which nobody can read again. */
export async function createToken(input: NewToken): Promise<string> {
  const { shopId, now, actor } = input;
  const token = `rgl_${shopId.toString(36)}_${randomBytes(32).toString('base64url')}`;
  const id = uuidv7();
  const name = cleanText(input.name, 80).trim();
  await inTransaction(async (sql) => {
    await sql.query(
      `INSERT INTO api_tokens (shop_id, id, name, digest, scopes, member_per_day, per_day, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [shopId, id, name, digestOf(token), input.scopes, input.memberPerDay, input.perDay, now, actor],
    );
    await recordAdminAction(sql, {
      shopId,
      actor,
      action: 'api_token_created',
      subject: id,
      detail: { name },
      at: now,
    });
  });
  return token;
}

/** Those that work, newest first. */
export async function listTokens(shopId: number): Promise<ApiToken[]> {
  const { rows } = await pool().query<ApiToken>(
    `SELECT ${columns} FROM api_tokens WHERE shop_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC LIMIT 100`,
    [shopId],
  );
  return rows;
}

export async function revokeToken(shopId: number, id: string, actor: string, now: Date): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      'UPDATE api_tokens SET revoked_at = $3 WHERE shop_id = $1 AND id = $2 AND revoked_at IS NULL',
      [shopId, id, now],
    );
    if (rowCount)
      await recordAdminAction(sql, { shopId, actor, action: 'api_token_revoked', subject: id, detail: {}, at: now });
    return Boolean(rowCount);
  });
}

/** The token of a request; null when it is none, or was revoked. Its shop is the only one that the request can be about. */
export async function findToken(text: string, now: Date): Promise<ApiToken | null> {
  const [, shop = ''] = TOKEN.exec(text) ?? [];
  if (!shop) return null;
  const shopId = parseInt(shop, 36);
  if (shopId > 2_147_483_647) return null;
  const { rows } = await pool().query<ApiToken>({
    name: 'api-token',
    text: `SELECT ${columns} FROM api_tokens WHERE shop_id = $1 AND digest = $2 AND revoked_at IS NULL`,
    values: [shopId, digestOf(text)],
  });
  const token = rows[0] ?? null;
  if (token && now.getTime() - (token.lastUsedAt?.getTime() ?? 0) > USED_EVERY_MS) {
    await pool().query('UPDATE api_tokens SET last_used_at = $3 WHERE shop_id = $1 AND id = $2', [
      token.shopId,
      token.id,
      now,
    ]);
  }
  return token;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
