/** A shop that recommends itself: an advocate with a code, friends' orders with it, and what became of them. */
import { expect } from 'vitest';
import { pool } from '#app/db.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import { auditReferrals } from '#app/referrals/audit.server.ts';
import { describeReferral } from '#app/referrals/describe.server.ts';
import { digestEvidence } from '#app/referrals/evidence-digest.server.ts';
import { balanceOf, deliver, settle, type Doors } from './door.ts';
import { createMember, createShop, orderPayload, simpleProgram, type OrderInput } from './factories.ts';

export const DAY_MS = 86_400_000;
export const PAID_AT = new Date('2026-11-20T10:00:00+01:00');
export const AFTER = new Date(PAID_AT.getTime() + 16 * DAY_MS);

/**
 * @param referral overrides the terms: 500 points after 14 days, a gift for the friend, an order of 50.00 at least.
 * @param rest of the program.
 */
export async function openReferrals(
  doors: Doors,
  referral: Partial<NonNullable<ProgramInput['referral']>> = {},
  rest: Partial<ProgramInput> = {},
) {
  const program = simpleProgram();
  const shop = await createShop({
    program: makeProgram({
      ...program,
      ...rest,
      rewards: [...program.rewards, { ...program.rewards[0]!, id: 'rw_friend', costPoints: 0 }],
      referral: {
        enabled: true,
        advocatePoints: 500,
        friendRewardId: 'rw_friend',
        minimumOrderMinor: 5_000,
        ...referral,
      },
    }),
  });
  const advocate = await createMember(shop);
  const live = await liveProgram(shop.id);
  if (!live) throw new Error('the shop of the test has a program');
  const own = digestEvidence({ email: 'anna.berg@gmail.com', address: null, device: 'device-of-anna' });
  const { code } = (await describeReferral(advocate, live, 'en', PAID_AT, own)) ?? { code: '' };
  return {
    shop,
    advocate,
    live,
    code,
    points: () => balanceOf(shop.id, advocate.id),
    async send(topic: string, payload: unknown) {
      expect(await deliver(doors, shop, topic, payload)).toBe(200);
      await settle();
    },
    /** The friend orders with the code in the cart. */
    order: (input: Partial<OrderInput> & { ref?: string; address1?: string; device?: string } = {}) => ({
      ...orderPayload({ email: 'bo@example.com', lines: [{ price: '100.00' }], ...input }),
      note_attributes: [
        { name: 'regulars_ref', value: input.ref ?? code },
        ...(input.device ? [{ name: 'regulars_device', value: input.device }] : []),
      ],
      shipping_address: { address1: input.address1 ?? 'Bogade 1', zip: '8000', country_code: 'DK' },
    }),
    async row() {
      const { rows } = await pool().query('SELECT * FROM referrals WHERE shop_id = $1 ORDER BY claimed_at, id', [
        shop.id,
      ]);
      return rows;
    },
    async audit() {
      expect((await audit(pool())).breaches).toEqual([]);
      expect(await auditReferrals()).toEqual([]);
    },
  };
}
