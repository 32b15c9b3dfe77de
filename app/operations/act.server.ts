/**
 * What a person does about what failed: again, let go, settle. Each is safe to repeat (what was done already is found done), keeps
 * who did it, and touches only rows of the shop that asks.
 */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import type { AdminActionKind } from '../admin-actions/kinds.ts';
import { inTransaction, type Sql } from '../db.server.ts';
import { replayAllDeadLetters, replayDeadLetter, discardDeadLetter } from '../intake/dead-letters.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { retryDead } from '../messages/overview.server.ts';
import { reviveAll, reviveTask } from '../outbox/revive.server.ts';
import { askForCheck } from '../reconciliation/report.server.ts';
import { operationsActionSchema, type OperationsAction, type OperationsAnswer } from './operations-view.ts';

interface Asker {
  shopId: number;
  actor: string;
  now: Date;
}

export async function answerOperations(asker: Asker, input: unknown): Promise<OperationsAnswer> {
  const parsed = operationsActionSchema.safeParse(input);
  if (!parsed.success) return { outcome: 'wrong' };
  const action = parsed.data;
  if (action.intent === 'check') {
    if (!(await askForCheck(asker.shopId, asker.now))) return { outcome: 'gone' };
    await inTransaction((sql) => keep(sql, asker, 'check_asked', '', {}));
    return { outcome: 'asked', count: 1 };
  }
  return inTransaction((sql) => act(sql, asker, action));
}

function keep(
  sql: Sql,
  asker: Asker,
  action: AdminActionKind,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAdminAction(sql, { shopId: asker.shopId, actor: asker.actor, at: asker.now, action, subject, detail });
}

async function act(
  sql: Sql,
  asker: Asker,
  action: Exclude<OperationsAction, { intent: 'check' }>,
): Promise<OperationsAnswer> {
  const { shopId, now } = asker;
  switch (action.intent) {
    case 'replay': {
      const topic = await replayDeadLetter(sql, shopId, action.id);
      if (topic === null) return { outcome: 'gone' };
      await keep(sql, asker, 'event_replayed', action.id, { topic });
      return { outcome: 'replayed', count: 1 };
    }
    case 'replay_all': {
      const count = await replayAllDeadLetters(sql, shopId);
      if (count > 0) await keep(sql, asker, 'events_replayed', '', { count });
      return { outcome: 'replayed', count };
    }
    case 'discard': {
      const reason = cleanText(action.reason, 500);
      const topic = await discardDeadLetter(sql, shopId, action.id, reason);
      if (topic === null) return { outcome: 'gone' };
      await keep(sql, asker, 'event_discarded', action.id, { topic, reason });
      return { outcome: 'discarded', count: 1 };
    }
    case 'retry': {
      const found = await reviveTask(sql, shopId, action.topic, action.subject);
      if (!found) return { outcome: 'gone' };
      await keep(sql, asker, 'task_retried', action.subject, { topic: action.topic });
      return { outcome: 'retried', count: 1 };
    }
    case 'retry_all': {
      const count = await reviveAll(sql, shopId);
      if (count > 0) await keep(sql, asker, 'tasks_retried', '', { count });
      return { outcome: 'retried', count };
    }
    case 'retry_messages': {
      const count = await retryDead(shopId, now, sql);
      if (count > 0) await keep(sql, asker, 'messages_retried', '', { count });
      return { outcome: 'retried', count };
    }
    case 'settle': {
      const note = cleanText(action.note, 500);
      const { rowCount } = await sql.query(
        `UPDATE ledger_conflicts SET settled_at = $4, settled_by = $5, note = $6
         WHERE shop_id = $1 AND key = $2 AND input_hash = decode($3, 'hex') AND settled_at IS NULL`,
        [shopId, action.key, action.hash, now, asker.actor, note],
      );
      if (!rowCount) return { outcome: 'gone' };
      await keep(sql, asker, 'conflict_settled', action.key, { note });
      return { outcome: 'settled', count: 1 };
    }
  }
}
