import { expect, test } from 'vitest';
import { createShop, simpleProgram } from '#tests/kit/factories.ts';
import { segmentIds, segmentPreset } from '../figures/segments.ts';
import { readProgram } from '../program/document.ts';
import type { Segment } from '../program/segments.ts';
import { addSegmentToDraft } from './add-segment.server.ts';
import { getDraft, getPublished, saveDraft } from './program-store.server.ts';

const name = { en: 'Champions', da: '', sv: '', hu: '', de: '' };
const segment = (id: Segment['id']): Segment => ({
  id,
  name,
  when: segmentPreset('champions', { pauseDays: 30, highSpendMinor: 100_000 }),
});

test('A segment goes into the draft and leaves the live program as it is', async () => {
  const shop = await createShop({ program: simpleProgram() });
  expect(await addSegmentToDraft(shop.id, segment('rfm_champions'), 'test')).toBe(true);
  expect(await addSegmentToDraft(shop.id, segment('rfm_champions'), 'test')).toBe(true);
  expect(await addSegmentToDraft(shop.id, segment('rfm_lost'), 'test')).toBe(true);
  const draft = await getDraft(shop.id);
  const reading = readProgram(draft?.document);
  expect(reading.ok && reading.program.segments.map(({ id }) => id)).toEqual(['rfm_champions', 'rfm_lost']);
  expect((await getPublished(shop.id))?.program.segments).toEqual([]);
  expect(draft?.baseVersion).toBe(1);
});

test('What is half typed in the draft stays, and a shop without a program gets no draft', async () => {
  const shop = await createShop({ program: simpleProgram() });
  await saveDraft(shop.id, { rules: 'half typed' }, 1, { revision: null, actor: 'test' });
  expect(await addSegmentToDraft(shop.id, segment('rfm_new'), 'test')).toBe(true);
  expect((await getDraft(shop.id))?.document).toMatchObject({ rules: 'half typed', segments: [{ id: 'rfm_new' }] });
  const bare = await createShop({ program: null });
  expect(await addSegmentToDraft(bare.id, segment('rfm_new'), 'test')).toBe(false);
  expect(await getDraft(bare.id)).toBeNull();
});

test.each(segmentIds)('The preset %s is a segment that the program takes', async (id) => {
  const when = segmentPreset(id, { pauseDays: 45, highSpendMinor: 0 });
  const reading = readProgram({ ...simpleProgram(), segments: [{ id: `rfm_${id}`, name, when }] });
  expect(reading.ok ? [] : reading.problems).toEqual([]);
});
