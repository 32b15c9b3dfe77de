import { describe, expect, it } from 'vitest';
import { changesBetween } from '#app/program/checks/changes.ts';
import type { Program } from '#app/program/document.ts';
import { pool } from '#app/db.server.ts';
import { createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { answerEditor } from './answer-editor.server.ts';
import { forecast } from './forecast.server.ts';
import { compareVersion, readHistory, restoreVersion } from './history.server.ts';
import { getDraft, getPublished, publish } from './program-store.server.ts';

const program = simpleProgram();
const withIcon = (icon: Program['icon']): Program => ({ ...program, icon });

describe('the history of a program', () => {
  it('Tells versions from the newest, with who published them and one more to compare the last with', async () => {
    const shop = await createShop({ program });
    for (let version = 1; version <= 12; version++) {
      const icon = version % 2 === 0 ? 'star' : 'bean';
      expect(await publish(shop.id, withIcon(icon), version, `staff-${version}`, NOW)).toMatchObject({ ok: true });
    }
    const { entries, shown } = await readHistory(shop.id, null);
    expect(entries.map(({ version }) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(shown).toBe(10);
    expect(entries[0]).toMatchObject({ publishedBy: 'staff-12', publishedAt: NOW.toISOString() });
    const [after, before] = [entries[0]?.program, entries[1]?.program];
    if (!after || !before) throw new Error('both versions are there');
    expect(changesBetween(before, after)).toEqual([{ kind: 'setting', setting: 'icon' }]);
    expect((await readHistory(shop.id, 4)).entries.map(({ version }) => version)).toEqual([3, 2, 1]);
  });

  it('A version comes back as the draft, twice as well as once; the live one stays until it is published again', async () => {
    const shop = await createShop({ program });
    await publish(shop.id, withIcon('crown'), 1, 'staff', NOW);
    expect(await compareVersion(shop.id, 1)).toMatchObject({ version: 1, live: { version: 2 } });
    expect(await restoreVersion(shop.id, 1)).toBe(true);
    expect(await restoreVersion(shop.id, 1)).toBe(true);
    expect((await getPublished(shop.id))?.program.icon).toBe('crown');
    expect(await getDraft(shop.id)).toMatchObject({ baseVersion: 2, document: { icon: 'star' } });
    const draft = await getDraft(shop.id);
    const answer = await answerEditor(
      shop.id,
      { intent: 'publish', document: draft?.document, baseVersion: 2, revision: draft?.revision ?? 0 },
      'staff',
      NOW,
    );
    expect(answer).toEqual({ outcome: 'published', version: 3 });
    expect((await getPublished(shop.id))?.program).toEqual(program);
  });

  it('Knows nothing of versions that are not there, nor of those of another shop', async () => {
    const [shop, other] = [await createShop({ program }), await createShop({ program: null })];
    expect(await compareVersion(shop.id, 2)).toBeNull();
    expect(await compareVersion(shop.id, 0)).toBeNull();
    expect(await compareVersion(other.id, 1)).toBeNull();
    expect(await restoreVersion(other.id, 1)).toBe(false);
    expect((await readHistory(other.id, null)).entries).toEqual([]);
  });

  it('A document of the first shape in the store is told in the present one', async () => {
    const shop = await createShop({ program: null });
    const { style: _style, tiers: _tiers, goals: _goals, ...old } = program;
    await pool().query(
      'INSERT INTO program_versions (shop_id, version, document, published_at, published_by) VALUES ($1, 1, $2, $3, $4)',
      [shop.id, JSON.stringify({ ...old, schemaVersion: 1 }), NOW, 'staff'],
    );
    expect((await readHistory(shop.id, null)).entries[0]?.program).toEqual(program);
  });
});

describe('what publishing would mean', () => {
  it('T2: A document that is wrong is answered with its problems, a right one with who would move', async () => {
    const shop = await createShop({ program });
    expect(await forecast(shop.id, 'tiers', { ...program, icon: 'unicorn' }, NOW)).toEqual({
      of: 'wrong',
      problems: [{ path: ['icon'], code: 'invalid' }],
    });
    expect(await forecast(shop.id, 'tiers', program, NOW)).toMatchObject({
      of: 'tiers',
      preview: { members: 0, moves: [] },
    });
    expect(await getDraft(shop.id)).toBeNull();
  });

  it('The last 90 days are told beside the live program, and a shop without orders has none', async () => {
    const shop = await createShop({ program });
    expect(await forecast(shop.id, 'past', program, NOW)).toMatchObject({
      of: 'past',
      cost: { orders: 0, knownFrom: null, next: { issuedPoints: 0 }, live: { issuedPoints: 0 } },
    });
  });
});
