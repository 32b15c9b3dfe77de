/** Owns the program documents of a shop: the draft being edited and the versions that were published. */
import { inTransaction, pool, sqlState, type Sql } from '../db.server.ts';
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { PROGRAM_SHAPE } from '../program/storefront.ts';
import { readProgram, type Program, type ProgramProblem } from '../program/document.ts';

export interface PublishedProgram {
  version: number;
  program: Program;
  publishedAt: Date;
}

/** The live program, or null before the first was published. */
export async function getPublished(shopId: number): Promise<PublishedProgram | null> {
  const { rows } = await pool().query<{ version: number; document: unknown; published_at: Date }>({
    name: 'program-live',
    text: 'SELECT version, document, published_at FROM program_versions WHERE shop_id = $1 ORDER BY version DESC LIMIT 1',
    values: [shopId],
  });
  const row = rows[0];
  if (!row) return null;
  return { version: row.version, program: requireProgram(row.document, row.version), publishedAt: row.published_at };
}

/**
 * A version that was published before.
 * @param sql the connection of the caller's transaction, if it has one. @throws Error when the version does not exist.
 */
export async function getVersion(shopId: number, version: number, sql: Sql = pool()): Promise<Program> {
  const { rows } = await sql.query<{ document: unknown }>(
    'SELECT document FROM program_versions WHERE shop_id = $1 AND version = $2',
    [shopId, version],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no version ${version} of this program.`);
  return requireProgram(row.document, version);
}

export async function listVersions(
  shopId: number,
): Promise<{ version: number; publishedAt: Date; publishedBy: string }[]> {
  const { rows } = await pool().query<{ version: number; publishedAt: Date; publishedBy: string }>(
    `SELECT version, published_at AS "publishedAt", published_by AS "publishedBy"
     FROM program_versions WHERE shop_id = $1 ORDER BY version DESC`,
    [shopId],
  );
  return rows;
}

export interface StoredDraft {
  document: unknown;
  baseVersion: number;
  updatedAt: Date;
  /** Counts what was saved; 0 stands for no draft. */
  revision: number;
  /** Shopify's number of the person; empty when unknown. */
  savedBy: string;
  /** Where onboarding was left; empty elsewhere. */
  step: string;
}

export async function getDraft(shopId: number): Promise<StoredDraft | null> {
  const { rows } = await pool().query<StoredDraft>(
    `SELECT document, base_version AS "baseVersion", updated_at AS "updatedAt", revision, saved_by AS "savedBy", step
     FROM program_drafts WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0] ?? null;
}

export interface DraftOrigin {
  /** The draft that the work began from, 0 for none; null where nobody else can be at work. */
  revision: number | null;
  actor: string;
  step?: string;
}

/** ok with the new revision, or what somebody else has saved since. */
export type DraftResult = { ok: true; revision: number } | { ok: false; theirs: StoredDraft | null };

/** Keeps what is being edited, right or wrong: nothing typed is lost, neither this person's nor another's. */
export async function saveDraft(
  shopId: number,
  document: unknown,
  baseVersion: number,
  { revision, actor, step = '' }: DraftOrigin,
): Promise<DraftResult> {
  const { rows } = await pool().query<{ revision: number }>({
    name: 'draft-save',
    // A new row is right only for who began without one; an old one only for who began from it.
    text: `INSERT INTO program_drafts (shop_id, document, base_version, saved_by, step)
           SELECT $1, $2, $3, $5, $6 WHERE coalesce($4::int, 0) = 0 OR EXISTS (SELECT 1 FROM program_drafts WHERE shop_id = $1)
           ON CONFLICT (shop_id) DO UPDATE SET document = excluded.document, base_version = excluded.base_version,
             saved_by = excluded.saved_by, step = excluded.step, updated_at = now(), revision = program_drafts.revision + 1
             WHERE $4::int IS NULL OR program_drafts.revision = $4
           RETURNING revision`,
    values: [shopId, toJsonb(document), baseVersion, revision, actor, step],
  });
  const saved = rows[0];
  return saved ? { ok: true, revision: saved.revision } : { ok: false, theirs: await getDraft(shopId) };
}

/** @returns false when somebody else has saved since. */
export async function discardDraft(shopId: number, revision: number | null): Promise<boolean> {
  await pool().query('DELETE FROM program_drafts WHERE shop_id = $1 AND ($2::int IS NULL OR revision = $2)', [
    shopId,
    revision,
  ]);
  return (await getDraft(shopId)) === null;
}

export type PublishResult =
  | { ok: true; version: number }
  | { ok: false; problems: ProgramProblem[] }
  /** Somebody else published after this editor was opened. */
  | { ok: false; conflict: true }
  /** Somebody else saved a draft that this editor has not seen: publishing would throw it away. */
  | { ok: false; theirs: StoredDraft | null };

/**
 * Publishes a document as the next version.
 * @param expectedVersion the version that the editor started from; 0 before the first.
 * @param revision the draft that the editor started from, 0 for none; null where nobody else can be at work.
 */
export async function publish(
  shopId: number,
  input: unknown,
  expectedVersion: number,
  actor: string,
  now: Date,
  revision: number | null = null,
): Promise<PublishResult> {
  const reading = readProgram(input);
  if (!reading.ok) return { ok: false, problems: reading.problems };
  const version = expectedVersion + 1;
  try {
    return await inTransaction(async (sql): Promise<PublishResult> => {
      const { rows } = await sql.query<{ version: number | null }>(
        'SELECT max(version) AS version FROM program_versions WHERE shop_id = $1',
        [shopId],
      );
      if ((rows[0]?.version ?? 0) !== expectedVersion) return { ok: false, conflict: true };
      const drafts = await sql.query<{ revision: number }>(
        'SELECT revision FROM program_drafts WHERE shop_id = $1 FOR UPDATE',
        [shopId],
      );
      const draft = drafts.rows[0];
      if (revision !== null && draft && draft.revision !== revision)
        return { ok: false, theirs: await getDraft(shopId) };
      await sql.query(
        'INSERT INTO program_versions (shop_id, version, document, published_at, published_by) VALUES ($1, $2, $3, $4, $5)',
        [shopId, version, toJsonb(reading.program), now, actor],
      );
      await sql.query('DELETE FROM program_drafts WHERE shop_id = $1', [shopId]);
      await sql.query('UPDATE shops SET onboarded_at = coalesce(onboarded_at, $2), program_shape = $3 WHERE id = $1', [
        shopId,
        now,
        PROGRAM_SHAPE,
      ]);
      await enqueue(sql, [
        { shopId, topic: 'sync_program', subject: 'program' },
        { shopId, topic: 'review_tiers', subject: 'program' },
        ...(expectedVersion > 0 ? [{ shopId, topic: 'update_codes' as const, subject: 'program' }] : []),
      ]);
      await recordAdminAction(sql, {
        shopId,
        actor,
        action: 'program_published',
        subject: String(version),
        detail: {},
        at: now,
      });
      return { ok: true, version };
    });
  } catch (error) {
    // Two editors published at the same moment: the primary key let one of them through.
    if (sqlState(error) === '23505') return { ok: false, conflict: true };
    throw error;
  }
}

export function requireProgram(document: unknown, version: number): Program {
  const reading = readProgram(document);
  if (reading.ok) return reading.program;
  const places = reading.problems.map((problem) => `${problem.path.join('.')}: ${problem.code}`).join('; ');
  throw new Error(`Version ${version} of the program in the database is not a valid document (${places}).`);
}
