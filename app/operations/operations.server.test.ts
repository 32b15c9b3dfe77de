import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAdminAction } from '#app/admin-actions/admin-actions.server.ts';
import { logFile } from '#app/admin-actions/audit-file.server.ts';
import { listActors, readLog } from '#app/admin-actions/audit-log.server.ts';
import { readLogFilter, type LogEntry } from '#app/admin-actions/audit-log.ts';
import { inTransaction, pool } from '#app/db.server.ts';
import { createI18n } from '#app/i18n/create-i18n.ts';
import { localeBundles } from '#app/i18n/locale-bundles.server.ts';
import { post } from '#app/ledger/post.server.ts';
import type { NewTransfer } from '#app/ledger/transfer.ts';
import { enqueue } from '#app/outbox/outbox-store.server.ts';
import { fileHeads, tellFacts, tellLine, whoDid } from '#app/ui/operations/tell-entry.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload } from '#tests/kit/factories.ts';
import { answerOperations } from './act.server.ts';
import type { OperationsAction } from './operations-view.ts';
import { readOperations } from './read-operations.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const actor = '902541635';
const ask = (shopId: number, action: OperationsAction) => answerOperations({ shopId, actor, now: NOW }, action);
/** The kit's own publishing is left out. */
const actionsOf = async (shopId: number) =>
  (await readLog({ shopId, timeZone: 'UTC', filter: readLogFilter(new URLSearchParams()) }, null, 50))
    .filter((entry) => entry.actor !== 'test')
    .map(({ action, actor: who, detail }) => [action, who, detail]);

/** An order of 30.00 that an earlier release could not read. */
async function deadOrder(shop: Awaited<ReturnType<typeof createShop>>) {
  const member = await createMember(shop);
  const payload = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00' }] });
  await deliver(doors, shop, 'orders/paid', payload);
  await pool().query(
    `UPDATE inbox_events SET state = 'dead', reason = 'not read' WHERE shop_id = $1 AND state = 'received'`,
    [shop.id],
  );
  return { member, name: payload.name };
}

describe('events that could not be applied', () => {
  it('Are named, and booked once after a mend, however often they are tried again', async () => {
    const shop = await createShop();
    const { member, name } = await deadOrder(shop);
    const { events } = await readOperations(shop.id, NOW, null);
    expect(events).toMatchObject({
      total: 1,
      olderThan: null,
      items: [{ topic: 'orders/paid', name, reason: 'not read' }],
    });
    const id = events.items[0]?.id ?? '';
    expect(await ask(shop.id, { intent: 'replay', id })).toEqual({ outcome: 'replayed', count: 1 });
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(30);
    expect(await ask(shop.id, { intent: 'replay', id })).toEqual({ outcome: 'gone' });
    // As if the same event had failed again after it was booked.
    await pool().query(`UPDATE inbox_events SET state = 'dead' WHERE shop_id = $1`, [shop.id]);
    expect(await ask(shop.id, { intent: 'replay_all' })).toEqual({ outcome: 'replayed', count: 1 });
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(30);
    expect(await actionsOf(shop.id)).toEqual([
      ['events_replayed', actor, { count: 1 }],
      ['event_replayed', actor, { topic: 'orders/paid' }],
    ]);
  });

  it('Are let go only with a reason, which stays with the event', async () => {
    const shop = await createShop();
    await deadOrder(shop);
    const id = (await readOperations(shop.id, NOW, null)).events.items[0]?.id ?? '';
    expect(await ask(shop.id, { intent: 'discard', id, reason: '   ' })).toEqual({ outcome: 'wrong' });
    expect(await ask(shop.id, { intent: 'discard', id, reason: 'A test of ours' })).toMatchObject({
      outcome: 'discarded',
    });
    const { rows } = await pool().query('SELECT state, reason FROM inbox_events WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([{ state: 'ignored', reason: 'A test of ours' }]);
    expect(await ask(shop.id, { intent: 'replay', id })).toEqual({ outcome: 'gone' });
  });

  it('Come a page at a time, each once', async () => {
    const shop = await createShop();
    await pool().query(
      `INSERT INTO inbox_events (shop_id, topic, event_id, body_hash, body, state, reason)
       SELECT $1, 'orders/paid', n::text, '\\x00', convert_to('{"name":"#' || n || '"}', 'UTF8'), 'dead', 'x' FROM generate_series(1, 60) AS n`,
      [shop.id],
    );
    const names: string[] = [];
    for (let olderThan: string | null = null; ;) {
      const { events } = await readOperations(shop.id, NOW, olderThan);
      names.push(...events.items.map(({ name }) => name));
      expect(events.total).toBe(60);
      if (events.olderThan === null) break;
      olderThan = events.olderThan;
    }
    expect(names).toEqual(Array.from({ length: 60 }, (_, index) => `#${60 - index}`));
  });
});

describe('what is not up to date at Shopify', () => {
  it('Is listed when it was given up or keeps failing, and tried again at once when somebody asks', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
    await inTransaction((sql) =>
      enqueue(sql, [
        { shopId: shop.id, topic: 'sync_member', subject: member.id },
        { shopId: shop.id, topic: 'sync_shop', subject: 'shop' },
      ]),
    );
    expect((await readOperations(shop.id, NOW, null)).tasks).toEqual([]);
    await pool().query(
      `UPDATE outbox_tasks SET last_error = 'No such owner', dead_at = now(), attempts = 1 WHERE shop_id = $1 AND topic = 'sync_member'`,
      [shop.id],
    );
    const { tasks } = await readOperations(shop.id, NOW, null);
    expect(tasks).toMatchObject([
      { topic: 'sync_member', memberId: member.id, reason: 'No such owner', isGivenUp: true },
    ]);
    const again: OperationsAction = { intent: 'retry', topic: 'sync_member', subject: member.id };
    expect(await ask(shop.id, again)).toEqual({ outcome: 'retried', count: 1 });
    const { rows } = await pool().query(
      `SELECT dead_at, attempts, available_at <= now() AS due FROM outbox_tasks WHERE shop_id = $1 AND topic = 'sync_member'`,
      [shop.id],
    );
    expect(rows).toEqual([{ dead_at: null, attempts: 0, due: true }]);
    await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
    expect(await ask(shop.id, again)).toEqual({ outcome: 'gone' });
  });
});

describe('conflicts of the ledger', () => {
  it('Show both sides, and are settled by a person with a note, without moving points', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const transfer = (points: number): NewTransfer => ({
      ...{ shopId: shop.id, memberId: member.id, key: 'manual:one', from: 'adjusted', to: 'available', points },
      ...{
        kind: 'adjustment',
        sourceType: 'manual',
        sourceId: 'one',
        detail: { code: 'adjustment', note: 'x', actor },
      },
      ...{ occurredAt: NOW, bookedOn: '2026-11-21' },
    });
    await inTransaction((sql) => post(sql, [transfer(50)]));
    await inTransaction((sql) => post(sql, [transfer(80)]));
    const [conflict] = (await readOperations(shop.id, NOW, null)).conflicts;
    expect(conflict).toMatchObject({
      key: 'manual:one',
      kept: { points: 50 },
      refused: { points: 80, memberId: member.id },
    });
    const settleIt = {
      intent: 'settle' as const,
      key: 'manual:one',
      hash: conflict?.hash ?? '',
      note: 'The first is right',
    };
    expect(await ask(shop.id, { ...settleIt, note: '' })).toEqual({ outcome: 'wrong' });
    expect(await ask(shop.id, settleIt)).toEqual({ outcome: 'settled', count: 1 });
    expect(await ask(shop.id, settleIt)).toEqual({ outcome: 'gone' });
    expect((await readOperations(shop.id, NOW, null)).conflicts).toEqual([]);
    expect(await balanceOf(shop.id, member.id)).toBe(50);
    const { rows } = await pool().query('SELECT settled_by, note FROM ledger_conflicts WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([{ settled_by: actor, note: 'The first is right' }]);
  });
});

describe('another shop', () => {
  it('Sees nothing and changes nothing, whatever it names (S3)', async () => {
    const [shop, other] = [await createShop(), await createShop()];
    const { member } = await deadOrder(shop);
    await inTransaction((sql) => enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: member.id }]));
    await pool().query(`UPDATE outbox_tasks SET last_error = 'x', dead_at = now() WHERE shop_id = $1`, [shop.id]);
    const id = (await readOperations(shop.id, NOW, null)).events.items[0]?.id ?? '';
    const seen = await readOperations(other.id, NOW, null);
    expect([seen.events.total, seen.tasks, seen.health.eventsWaiting]).toEqual([0, [], 0]);
    for (const action of [
      { intent: 'replay', id },
      { intent: 'discard', id, reason: 'not mine' },
      { intent: 'retry', topic: 'sync_member', subject: member.id },
    ] satisfies OperationsAction[]) {
      expect(await ask(other.id, action)).toEqual({ outcome: 'gone' });
    }
    expect(await ask(other.id, { intent: 'replay_all' })).toEqual({ outcome: 'replayed', count: 0 });
    expect((await readOperations(shop.id, NOW, null)).events.total).toBe(1);
    expect(await actionsOf(other.id)).toEqual([]);
  });

  it('Nonsense is refused before anything is looked for (S1)', async () => {
    for (const nonsense of [
      null,
      {},
      { intent: 'replay', id: '1; DROP' },
      { intent: 'settle', key: 'k', hash: 'zz', note: 'n' },
    ]) {
      expect(await answerOperations({ shopId: 1, actor, now: NOW }, nonsense)).toEqual({ outcome: 'wrong' });
    }
  });
});

describe('a check', () => {
  it('Is asked for once a program is there, and kept in the log', async () => {
    const shop = await createShop();
    await pool().query('DELETE FROM program_versions WHERE shop_id = $1', [shop.id]);
    expect(await ask(shop.id, { intent: 'check' })).toEqual({ outcome: 'gone' });
    expect(await actionsOf(shop.id)).toEqual([]);
  });
});

describe('the audit log', () => {
  const at = (day: string) => new Date(`2026-11-${day}T12:00:00Z`);
  async function filledShop() {
    const shop = await createShop();
    // The kit's own publishing.
    await pool().query('DELETE FROM admin_actions WHERE shop_id = $1', [shop.id]);
    const base = { shopId: shop.id, subject: '' };
    const all = [
      { actor: '111', action: 'points_adjusted', detail: { points: 50 }, at: at('01') },
      { actor: '222', action: 'program_published', detail: {}, at: at('02') },
      {
        actor: '111',
        action: 'messages_changed',
        detail: { before: { paused: false }, after: { paused: true } },
        at: at('03'),
      },
      { actor: 'Shopify Flow', action: 'points_adjusted', detail: { points: -5 }, at: at('04') },
    ] as const;
    await inTransaction(async (sql) => {
      for (const one of all) await recordAdminAction(sql, { ...base, ...one });
    });
    return shop;
  }
  const read = async (shopId: number, query: string) =>
    (
      await readLog(
        { shopId, timeZone: 'Europe/Copenhagen', filter: readLogFilter(new URLSearchParams(query)) },
        null,
        50,
      )
    ).map((entry) => entry.at.slice(8, 10));

  it('Is filtered by person, kind and days of the shop, both included', async () => {
    const shop = await filledShop();
    expect(await read(shop.id, '')).toEqual(['04', '03', '02', '01']);
    expect(await read(shop.id, 'person=111')).toEqual(['03', '01']);
    expect(await read(shop.id, 'group=members')).toEqual(['04', '01']);
    expect(await read(shop.id, 'from=2026-11-02&to=2026-11-03')).toEqual(['03', '02']);
    expect(await read(shop.id, 'group=nonsense&from=soon')).toHaveLength(4);
    expect(await listActors(shop.id)).toEqual(['111', '222', 'Shopify Flow']);
    expect(await read((await createShop()).id, 'person=111')).toEqual([]);
  });

  it('Is read by pages that meet each entry once', async () => {
    const shop = await filledShop();
    const where = { shopId: shop.id, timeZone: 'UTC', filter: readLogFilter(new URLSearchParams()) };
    const first = await readLog(where, null, 3);
    const rest = await readLog(where, first.at(-1)?.id ?? null, 3);
    expect([...first, ...rest].map(({ at: when }) => when.slice(8, 10))).toEqual(['04', '03', '02', '01']);
  });

  it('Tells who, what and from what to what, and is a file that spreadsheets read', async () => {
    const shop = await filledShop();
    const { t } = createI18n('en', localeBundles['en']);
    expect([whoDid('111', '111', t), whoDid('902541635', '111', t), whoDid('Shopify Flow', null, t)]).toEqual([
      'You',
      'Staff member …1635',
      'Shopify Flow',
    ]);
    expect(tellFacts({ before: { paused: false }, after: { paused: true } }, t, String)).toEqual(['Paused: no → yes']);
    const filter = readLogFilter(new URLSearchParams('group=messages'));
    let file = '';
    const tell = (entry: LogEntry) => tellLine(entry, '111', t, String);
    for await (const piece of logFile({ shopId: shop.id, timeZone: 'UTC', filter, heads: fileHeads(t), tell }))
      file += piece;
    expect(file.split('\r\n')).toEqual([
      '\uFEFFTime,Who,What,About,Details',
      '2026-11-03T12:00:00.000Z,You,Changed the settings of messages,,Paused: no → yes',
      '',
    ]);
  });
});
