import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReferral, refusals, type ReferralFacts } from './decide.ts';
import { canonicalAddress, canonicalEmail, noEvidence } from './evidence.ts';

const terms = {
  enabled: true,
  friendRewardId: null,
  advocatePoints: 100,
  advocateRewardId: null,
  minimumOrderMinor: 5_000,
  holdDays: 14,
  linkDays: 30,
  maxPerMonth: 3,
  maxPerHousehold: 1,
};
const honest: ReferralFacts = {
  terms,
  advocateIsActive: true,
  isSameMember: false,
  advocate: [{ email: 'a', address: 'x', device: '1' }],
  friend: { email: 'b', address: 'y', device: '2' },
  friendOrdersBefore: 0,
  isRing: false,
  friendWasReferredByAnother: false,
  acceptedOfHousehold: 0,
  acceptedOfMonth: 0,
  order: { keptMinor: 5_000, isGone: false, isOtherCurrency: false },
};

describe('a referral is decided in one place (F1)', () => {
  it('An honest one counts', () => {
    expect(decideReferral(honest)).toEqual([]);
    expect(decideReferral({ ...honest, order: null })).toEqual([]);
    expect(decideReferral({ ...honest, friend: noEvidence, advocate: [noEvidence] })).toEqual([]);
  });

  it.each<[string, Partial<ReferralFacts>]>([
    ['advocate_not_active', { advocateIsActive: false }],
    ['own_link', { isSameMember: true }],
    ['same_person', { friend: { ...noEvidence, email: 'a' } }],
    ['same_device', { friend: { ...noEvidence, device: '1' } }],
    ['same_household', { friend: { ...noEvidence, address: 'x' } }],
    ['same_household', { acceptedOfHousehold: 1 }],
    ['existing_customer', { friendOrdersBefore: 1 }],
    ['ring', { isRing: true }],
    ['already_referred', { friendWasReferredByAnother: true }],
    ['below_minimum', { order: { keptMinor: 4_999, isGone: false, isOtherCurrency: false } }],
    ['order_gone', { order: { keptMinor: 0, isGone: true, isOtherCurrency: false } }],
    ['currency_differs', { order: { keptMinor: 9_000, isGone: false, isOtherCurrency: true } }],
    ['monthly_limit', { acceptedOfMonth: 3 }],
    ['referral_off', { terms: null }],
    ['referral_off', { terms: { ...terms, enabled: false } }],
  ])('Refuses by %s', (refusal, change) => {
    expect(decideReferral({ ...honest, ...change })).toEqual([refusal]);
  });

  it('Names every reason, and each of them can strike', () => {
    const all = decideReferral({
      ...honest,
      ...{ advocateIsActive: false, isSameMember: true, isRing: true, friendWasReferredByAnother: true },
      ...{ friend: { email: 'a', address: 'x', device: '1' }, friendOrdersBefore: 2, acceptedOfMonth: 9 },
      order: { keptMinor: 1, isGone: false, isOtherCurrency: true },
    });
    expect(new Set([...all, 'order_gone', 'referral_off'])).toEqual(new Set(refusals));
  });
});

describe('one person, many spellings', () => {
  it('An e-mail address is the same with dots, plus signs, capitals and both names of its provider', () => {
    for (const spelling of [
      'Anna.Berg@gmail.com',
      'annaberg+shop@googlemail.com',
      ' ANNABERG@GMAIL.COM ',
      'a.n.n.a.b.e.r.g@gmail.com',
    ])
      expect(canonicalEmail(spelling)).toBe('annaberg@gmail.com');
    expect(canonicalEmail('anna.berg@example.com')).not.toBe(canonicalEmail('annaberg@example.com'));
    expect(canonicalEmail('no address')).toBeNull();
  });

  it('A household is the same with other spaces, marks and accents; another flat is another household', () => {
    const home = canonicalAddress({ address1: 'Ådalsvej 12', zip: '8000', country_code: 'DK' });
    expect(canonicalAddress({ address1: ' adalsvej 12,', zip: '80 00', country_code: 'dk' })).toBe(home);
    expect(canonicalAddress({ address1: 'Ådalsvej 12', address2: '2. tv', zip: '8000', country_code: 'DK' })).not.toBe(
      home,
    );
    expect(canonicalAddress({ address1: 'Ådalsvej 12' })).toBeNull();
  });

  it('Any text at all is read without an exception', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        canonicalEmail(a);
        canonicalAddress({ address1: a, zip: b });
      }),
    );
  });
});
