/** What the database and the log know of a history that failed: printed beside the failure, before the tables are cleared. */
import { pool } from '#app/db.server.ts';

const KEPT_LINES = 2_000;
let lines: string[] | null = null;

/** From now on keeps the app's log lines for a failure, instead of writing them. Needs LOG_LEVEL to let them through. */
export function keepLogLines(): void {
  lines ??= [];
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      if (lines === null || typeof chunk !== 'string' || !chunk.startsWith('{"at":'))
        return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
      lines.push(chunk.trimEnd());
      if (lines.length > KEPT_LINES) lines.shift();
      return true;
    };
  }
}

/** Forgets what was logged so far. */
export function forgetLogLines(): void {
  lines &&= [];
}

const questions = {
  event: `SELECT id, topic, state, reason, attempts, received_at, applied_at FROM inbox_events WHERE shop_id = $1 ORDER BY id`,
  order: `SELECT order_id, member_id, customer_id, version, updated_at, explanation, facts FROM orders WHERE shop_id = $1 ORDER BY order_id`,
  member: `SELECT id, customer_id, status, merged_into, joined_via FROM members WHERE shop_id = $1 ORDER BY id`,
  merge: 'SELECT customer_id, kept_id FROM merged_customers WHERE shop_id = $1',
  transfer: `SELECT key, member_id, from_account, to_account, points FROM transfers WHERE shop_id = $1 ORDER BY id`,
  redemption: `SELECT id, member_id, reward_id, cost_points, amount_minor, state, failure, delivery, fulfilled_gid FROM redemptions WHERE shop_id = $1 ORDER BY id`,
  collection: `SELECT id, redemption_id, state, amount_minor, points, delivery, transaction_gid FROM credit_collections WHERE shop_id = $1 ORDER BY id`,
  task: `SELECT topic, subject, attempts, last_error, dead_at FROM outbox_tasks WHERE shop_id = $1 AND topic <> 'sync_member'`,
};

/** One line for each row that may tell what happened in the shop, and the log lines that may be about it. */
export async function evidenceOf(shopId: number): Promise<string[]> {
  const found: string[] = [];
  for (const [name, text] of Object.entries(questions)) {
    const { rows } = await pool().query(text, [shopId]);
    found.push(...rows.map((row) => `  ${name} ${JSON.stringify(row)}`));
  }
  const aboutOther = (line: string) => /"shopId":\d/.test(line) && !new RegExp(`"shopId":${shopId}\\b`).test(line);
  return [...found, ...(lines ?? []).filter((line) => !aboutOther(line)).map((line) => `  log ${line}`)];
}
