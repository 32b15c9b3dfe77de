import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p25: Scenario = {
  id: 'p25',
  title:
    'Shares, follows and a filled profile are rewarded once each, within limits; subscribers get thanks with every renewal',
  play: () =>
    live(
      'p25',
      {
        adapt: (document) => ({
          ...document,
          rules: document.rules.map((rule) =>
            rule.kind === 'activity' && rule.activity === 'follow'
              ? { ...rule, url: 'https://www.instagram.com/nordlys.example' }
              : rule,
          ),
        }),
      },
      async (life) => {
        const maja = await life.member('maja');
        expect(await maja.leavesFor('share', 'facebook')).toMatchObject({ body: { points: 30 } });
        // Once a day, whatever the network.
        expect(await maja.leavesFor('share', 'pinterest')).toMatchObject({ body: { points: 0 } });
        expect(await maja.leavesFor('follow', 'instagram')).toMatchObject({ body: { points: 50 } });
        expect(await maja.leavesFor('follow', 'instagram')).toMatchObject({
          body: { error: { code: 'already_done' } },
        });
        expect((await maja.posts('activities/birthday', { birthday: '05-17' })).body['points']).toBe(50);
        expect(await maja.points()).toBe(130);
        await life.after(1);
        expect(await maja.leavesFor('share', 'facebook')).toMatchObject({ body: { points: 30 } });
        await life.after(1);
        expect(await maja.points()).toBe(160);

        // 109 kr. less 10 %: 98, and a quarter more for those who share often.
        await maja.buys({ 'AB-250': 1 }, { sellingPlan: 'Hver måned' });
        expect(await maja.points()).toBe(160 + 98 + 24);
        await life.after(62);
        // Two renewals, each with 50 for staying.
        expect(await maja.points()).toBe(282 + 2 * 172);

        const { code } = await maja.redeems('rw_amount');
        const paid = await maja.buys({ 'SK-4': 1 }, { codes: [code] });
        // 226 + 159 + 39.
        expect(await maja.points()).toBe(424);
        await maja.returns(paid);
        expect(await maja.points()).toBe(626);
      },
    ),
};
