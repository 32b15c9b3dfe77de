/** Every kind of program in Liquid: what is told, in every language, and that a figure is the engine's own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { evaluate } from '#app/program/evaluate.ts';
import { storefrontProgram } from '#app/program/storefront.ts';
import { locales, member, program as plain, renderBlock, type BlockHandle, type Scene } from './render-block.ts';
import { cashbackProgram, clubMember, clubProgram, stampProgram } from './rich-program.ts';

const blocks: BlockHandle[] = [
  'launcher',
  'balance',
  'tier-ladder',
  'stamp-card',
  'progress',
  'rewards',
  'challenges',
  'referral',
  'member-card',
  'loyalty-page',
];
const textOf = (html: string) =>
  html
    .replace(/<(style|script|template)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const club: Scene = { program: clubProgram, member: clubMember() };

describe.each(blocks)('The block %s', (handle) => {
  test('renders nothing without a published program', () => {
    expect(renderBlock(handle, { program: { ...clubProgram, published: false }, member: clubMember() }).trim()).toBe(
      '',
    );
  });

  test.each(locales)('speaks %s of every kind of program, with no word missing', (locale) => {
    for (const program of [clubProgram, stampProgram, cashbackProgram, plain]) {
      for (const who of [undefined, null, clubMember(), member({ availablePoints: -40, status: 'blocked' })]) {
        const text = textOf(renderBlock(handle, { locale, program, member: who }));
        expect(text).not.toMatch(/missing:|Liquid|undefined|NaN|\{\{|\{\w+\}/);
      }
    }
  });
});

describe('What a member is shown', () => {
  test('is the ladder: the level, until when, what the next one asks for, and what each gives', () => {
    const text = textOf(renderBlock('tier-ladder', club));
    expect(text).toContain('1.800 kr. to go to Gold, by Dec 31, 2026');
    expect(text).toContain('Silver Your level From 2.000 kr. · yours until Dec 31, 2027');
    expect(text).toContain('You earn 1.5 times as much');
    expect(text).toContain('Free shipping from 300 kr.');
    expect(renderBlock('tier-ladder', club).match(/aria-current="step"/g)).toHaveLength(1);
    expect(textOf(renderBlock('tier-ladder', { ...club, settings: { show_more: false } }))).not.toContain(
      'Free shipping',
    );
  });

  test('is the card for the counter; who is no member reads what would be here, and has the way in', () => {
    expect(renderBlock('member-card', club)).toContain('<regulars-membercard');
    for (const who of [undefined, null]) {
      const html = renderBlock('member-card', { ...club, member: who });
      expect(html).not.toContain('<regulars-membercard');
      expect(textOf(html)).toContain('Member card');
      expect(html).toMatch(who === undefined ? /href="\/account\/login"/ : /<regulars-join/);
    }
  });

  test('is a stamp card with full cards beside it', () => {
    const html = renderBlock('stamp-card', { program: stampProgram, member: member({ availablePoints: 14 }) });
    expect(html.match(/rg-stamped"/g)).toHaveLength(4);
    expect(textOf(html)).toContain('4 of 10 · A free coffee 1 full card is waiting for you');
    expect(renderBlock('stamp-card', club).trim()).toBe('');
  });

  test('is money where points are money, and beside its currency where the buyer pays in another', () => {
    const scene: Scene = { program: cashbackProgram, member: member({ availablePoints: 12_345, pendingPoints: 250 }) };
    const text = textOf(renderBlock('loyalty-page', scene));
    expect(text).toContain('123,45 kr.');
    expect(text).toContain('2,50 kr. on the way');
    expect(text).toContain('5% back on what you spend');
    const abroad = renderBlock('loyalty-page', { ...scene, globals: { cart: { currency: { iso_code: 'EUR' } } } });
    expect(textOf(abroad)).toContain('123,45 DKK');
  });

  test('is how far challenges are, until when, and the badges', () => {
    const text = textOf(renderBlock('challenges', club));
    for (const told of [
      '3 of 5',
      '450 kr. of 1.000 kr.',
      'Until Nov 30, 2026',
      '2 weeks in a row: 2 of 4',
      'Reached. Well done!',
      'Critic Earned Oct 2, 2026',
      'On fire Still to earn',
    ])
      expect(text).toContain(told);
  });

  test('is what has to be known before redeeming, and why a reward cannot be had (C1)', () => {
    const text = textOf(renderBlock('rewards', club));
    expect(text).toContain('Lost if not used · Cannot be combined with other discounts');
    expect(text).toContain('400 points · For Gold');
    expect(text).toContain('At a higher level');
    expect(text).toContain('From Dec 1, 2026');
    expect(text).not.toContain('Long over');
    expect(text).not.toMatch(/Given only/);
    const gold = clubMember({ tier: { id: 'gold' } });
    expect(textOf(renderBlock('rewards', { ...club, member: gold }))).not.toContain('At a higher level');
  });

  test('is the campaign that is on, and no other', () => {
    const text = textOf(renderBlock('progress', club));
    expect(text).toContain('Double weekend 2 times as much · until Nov 22, 2026');
    expect(text).not.toContain('December');
  });

  test('is until which hour a campaign holds today, as the language writes it', () => {
    const [double] = clubProgram.campaigns;
    const hours = { weekdays: '1234567', fromMinute: 0, toMinute: 1265 };
    const program = { ...clubProgram, campaigns: [{ ...double, hours }] };
    const told = { en: 'today until 21:05', da: 'i dag til kl. 21.05', de: 'heute bis 21:05 Uhr' };
    for (const locale of ['en', 'da', 'de'] as const)
      expect(textOf(renderBlock('progress', { ...club, program, locale }))).toContain(told[locale]);
  });

  test('is the link for friends and what both get', () => {
    const html = renderBlock('referral', club);
    expect(html).toContain('value="https://kaffe.example/?ref=KLIT7Q3M"');
    expect(textOf(html)).toContain('You get 200 points after their first order (Orders from 200 kr.)');
  });
});

describe('The points of a product are those that its order would earn (M1)', () => {
  const price = fc.integer({ min: 1, max: 500_000 });
  const tags = fc.subarray(['Coffee', 'Tea', 'Sale']);
  const programs = fc.record({
    overlap: fc.constantFrom('sum' as const, 'best' as const, 'first' as const),
    stacking: fc.constantFrom('multiply' as const, 'add' as const, 'highest' as const),
    rate: fc.record({ pointsPerUnit: fc.integer({ min: 1, max: 20 }), unitMinor: fc.integer({ min: 50, max: 5000 }) }),
    perItem: fc.integer({ min: 1, max: 300 }),
    factors: fc.array(fc.integer({ min: 10_001, max: 40_000 }), { minLength: 2, maxLength: 2 }),
    exclude: fc.boolean(),
    tierId: fc.constantFrom('basic', 'gold'),
  });

  test('with levels, campaigns, rules for some products, and every way to stack them', () => {
    fc.assert(
      fc.property(price, tags, programs, (amountMinor, productTags, given) => {
        const when: ProgramInput['rules'][number]['when'] = [
          { kind: 'products', tags: ['coffee'], exclude: given.exclude },
        ];
        const program = makeProgram({
          schemaVersion: 2,
          currencyCode: 'DKK',
          pointName: plain.pointName,
          icon: 'star',
          overlap: given.overlap,
          stacking: given.stacking,
          rules: [
            { id: 'item', kind: 'order_items', enabled: true, pointsPerItem: given.perItem, when },
            { id: 'order', kind: 'order_amount', enabled: true, excludeGiftCards: true, ...given.rate },
          ],
          campaigns: [
            {
              id: 'now',
              enabled: true,
              name: { en: 'Now' },
              when: [{ kind: 'dates', from: '2026-11-01', to: '2026-11-30' }, ...when],
              effect: { kind: 'multiply', factorBp: given.factors[0] ?? 20_000 },
            },
            {
              id: 'past',
              enabled: true,
              name: { en: 'Past' },
              when: [{ kind: 'dates', from: null, to: '2026-11-20' }],
              effect: { kind: 'multiply', factorBp: 30_000 },
            },
          ],
          tiers: {
            measure: 'orders',
            window: { kind: 'lifetime' },
            levels: [
              { id: 'basic', name: { en: 'Basic' }, threshold: 0 },
              {
                id: 'gold',
                name: { en: 'Gold' },
                threshold: 5,
                perks: [{ kind: 'multiplier', factorBp: given.factors[1] ?? 15_000 }],
              },
            ],
          },
          rewards: [],
          refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
        });
        const { awards } = evaluate(
          {
            kind: 'order',
            orderId: '1',
            currencyCode: 'DKK',
            at: { date: '2026-11-21', minute: 780 },
            lines: [{ lineId: 'a', productId: '9', quantity: 1, amountMinor, giftCard: false, tip: false }],
            products: new Map([['9', { productType: '', vendor: '', tags: productTags, collectionIds: [] }]]),
          },
          { status: 'active', tierId: given.tierId },
          program,
        );
        const product = {
          id: 9,
          tags: productTags,
          collections: [],
          selected_or_first_available_variant: { id: 1, price: amountMinor },
          price_min: amountMinor,
          price_max: amountMinor,
          variants: [],
        };
        const html = renderBlock('product-points', {
          program: storefrontProgram(program, 1),
          member: member({ tier: { id: given.tierId } }),
          globals: { product },
        });
        const shown = Number(/data-points="(\d+)"/.exec(html)?.[1] ?? 0);
        expect(shown).toBe(awards.reduce((sum, award) => sum + award.points, 0));
      }),
      { numRuns: 120 },
    );
  });

  test('are left out where Liquid cannot judge a rule that may stand first, and "at least" where it can only add', () => {
    const product = {
      id: 9,
      tags: [],
      collections: [],
      selected_or_first_available_variant: { id: 1, price: 10_000 },
      price_min: 10_000,
      price_max: 10_000,
      variants: [],
    };
    const withRule = (overlap: 'first' | 'sum') =>
      storefrontProgram(
        makeProgram({
          schemaVersion: 2,
          currencyCode: 'DKK',
          pointName: plain.pointName,
          icon: 'star',
          overlap,
          rules: [
            {
              id: 'pos',
              kind: 'order_amount',
              enabled: true,
              excludeGiftCards: true,
              pointsPerUnit: 5,
              unitMinor: 100,
              when: [{ kind: 'channel', channels: ['pos'] }],
            },
            {
              id: 'order',
              kind: 'order_amount',
              enabled: true,
              excludeGiftCards: true,
              pointsPerUnit: 1,
              unitMinor: 100,
            },
          ],
          rewards: [],
          refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
        }),
        1,
      );
    const shown = (overlap: 'first' | 'sum') =>
      textOf(renderBlock('product-points', { program: withRule(overlap), globals: { product } }));
    expect(shown('first')).toContain('Earn points with this product');
    expect(shown('sum')).toContain('Earn at least 100 points with this product');
  });
});
