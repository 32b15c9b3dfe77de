import { expect, test } from 'vitest';
import { createMember, createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { createI18n } from '../i18n/create-i18n.ts';
import { localeBundles } from '../i18n/locale-bundles.server.ts';
import { adjustPoints } from '../members/adjust.server.ts';
import { answerPanel } from './answer-panel.server.ts';
import { isSegmentId, offeredSegment } from './offer-segment.server.ts';
import { panelFile } from './panel-file.server.ts';

const words = createI18n('da', localeBundles.da);
const ask = (query: string) => new URLSearchParams(query);

test('A file is of the shop that asks, in its language, and of no other', async () => {
  const [shop, other] = [
    await createShop({ program: simpleProgram() }),
    await createShop({ program: simpleProgram() }),
  ];
  const member = await createMember(other);
  await adjustPoints({
    shopId: other.id,
    memberId: member.id,
    points: 4321,
    note: 'A late parcel',
    requestId: '00000000-0000-4000-8000-000000000001',
    actor: 'test',
    now: NOW,
  });
  const theirs = await panelFile(other, ask('panel=liability_points&period=7d'), words, NOW);
  expect(theirs?.text).toBe('\uFEFFVærdi,Før\r\n4321,0\r\n');
  expect(theirs?.name).toMatch(/^liability_points-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const own = await panelFile(shop, ask('panel=liability_points&period=7d'), words, NOW);
  expect(own?.text).toBe('\uFEFFVærdi,Før\r\n0,0\r\n');
});

test('There is no file of a panel that does not exist', async () => {
  const shop = await createShop({ program: simpleProgram() });
  for (const panel of ['', 'secrets', '../figures', '__proto__'])
    expect(await panelFile(shop, ask(`panel=${encodeURIComponent(panel)}`), words, NOW)).toBeNull();
});

test('A panel that fails is answered as failed, and one without names stands without them', async () => {
  const shop = await createShop({ program: simpleProgram() });
  const period = { preset: '30d', comparison: 'none' } as const;
  const broken = await answerPanel({ ...shop, id: Number.NaN }, 'member_revenue', period, NOW, async () => ({}));
  expect(broken).toEqual({ state: 'failed' });
  const nameless = await answerPanel(shop, 'best_by_spend', period, NOW, () => Promise.reject(new Error('no Shopify')));
  expect(nameless).toMatchObject({ state: 'ready', names: {} });
});

test('A group is offered as a segment under its name in every language', async () => {
  const shop = await createShop({ program: simpleProgram() });
  expect(await offeredSegment(shop.id, 'promising')).toMatchObject({
    id: 'rfm_promising',
    name: { en: 'Promising', da: 'Lovende', sv: 'Lovande', hu: 'Ígéretesek', de: 'Vielversprechende' },
    when: [
      { kind: 'order_number', from: 3, to: 3 },
      { kind: 'since_last_order', minDays: 0, maxDays: 68 },
    ],
  });
  expect(isSegmentId('constructor')).toBe(false);
});
