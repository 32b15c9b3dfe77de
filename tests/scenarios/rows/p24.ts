import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p24: Scenario = {
  id: 'p24',
  title: 'A survey and reviews are rewarded within limits; an unhappy answer reaches the merchant',
  play: () =>
    live('p24', { messages: { survey_unhappy: ['webhook'] } }, async (life) => {
      const report = await life.partner('Reviews');
      const alice = await life.member('alice');
      const order = await alice.buys({ 'SK-4': 1 });
      expect(await alice.points()).toBe(199);
      // 100, and 50 for nine or ten.
      expect((await alice.posts('activities/survey', { score: 10 })).body['points']).toBe(150);
      expect((await alice.posts('activities/survey', { score: 10 })).body.error?.code).toBe('already_done');
      expect(await report(alice, { type: 'review', name: 'SK-4' })).toBe(150);
      expect(await report(alice, { type: 'review', name: 'NE-250' })).toBe(0);
      await life.after(40);
      expect(await report(alice, { type: 'review', name: 'NE-250' })).toBe(150);
      expect(await alice.points()).toBe(649);

      const oskar = await life.member('oskar');
      const answer = await oskar.posts('activities/survey', { score: 3, comment: 'The parcel came late.' });
      expect(answer.body['points']).toBe(100);
      expect(await life.unhappyAnswers()).toEqual([{ score: 3, comment: 'The parcel came late.' }]);
      const post = { to: 'partners', text: expect.stringContaining('The parcel came late.') };
      expect(life.posted()).toContainEqual(post);

      const { code } = await alice.redeems('rw_amount');
      const paid = await alice.buys({ 'GK-6': 1 }, { codes: [code] });
      expect(await alice.points()).toBe(448);
      await alice.returns(paid);
      await alice.returns(order);
      expect(await alice.points()).toBe(450);
    }),
};
