import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { program, renderBlock } from './render-block.ts';

interface Rate {
  pointsPerUnit: number;
  unitCents: number;
}

/** The contract's formula, in integers that cannot round. */
function earned(cents: number, rate: Rate): number {
  return Number((BigInt(cents) * BigInt(rate.pointsPerUnit)) / BigInt(rate.unitCents));
}

function pointsIn(html: string): number | null {
  const match = /data-points="(\d+)"/.exec(html);
  return match ? Number(match[1]) : null;
}

function product(prices: number[], giftCard = false) {
  const variants = prices.map((price, index) => ({ id: 100 + index, price }));
  return {
    selected_or_first_available_variant: variants[0],
    price_min: Math.min(...prices),
    price_max: Math.max(...prices),
    'gift_card?': giftCard,
    variants,
  };
}

const programWith = (rate: Rate, excludeGiftCards = true) => ({
  ...program,
  earn: { ...program.earn, excludeGiftCards },
  earnLiquid: rate,
});

const rates = fc.record({
  pointsPerUnit: fc.integer({ min: 1, max: 500 }),
  unitCents: fc.integer({ min: 1, max: 100_000 }),
});
const prices = fc.oneof(fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 9_000_000_000 }));

describe('The points that a product shows', () => {
  test('are floor(price * pointsPerUnit / unitCents) for any price and rate', () => {
    fc.assert(
      fc.property(prices, rates, (price, rate) => {
        const html = renderBlock('product-points', {
          program: programWith(rate),
          globals: { product: product([price]) },
        });
        const expected = earned(price, rate);
        expect(pointsIn(html)).toBe(expected === 0 ? null : expected);
      }),
      { numRuns: 300 },
    );
  });

  test('are right just below, at and just above every point', () => {
    for (const rate of [
      { pointsPerUnit: 1, unitCents: 100 },
      { pointsPerUnit: 3, unitCents: 700 },
      { pointsPerUnit: 7, unitCents: 1000 },
    ]) {
      for (let point = 1; point < 60; point++) {
        const edge = Math.ceil((point * rate.unitCents) / rate.pointsPerUnit);
        for (const cents of [edge - 1, edge, edge + 1]) {
          const html = renderBlock('product-points', {
            program: programWith(rate),
            globals: { product: product([cents]) },
          });
          expect(pointsIn(html) ?? 0, `${cents}`).toBe(earned(cents, rate));
        }
      }
    }
  });

  test('are told for every variant, each by its own price', () => {
    const html = renderBlock('product-points', { globals: { product: product([8950, 16_000, 99_999_900]) } });
    const json = /data-rg="variants">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual({
      100: [89, 'Earn 89 points with this product'],
      101: [160, 'Earn 160 points with this product'],
      102: [999_999, 'Earn 999,999 points with this product'],
    });
    expect(html).toContain('89 to 999,999 points, depending on the variant');
  });

  test('need no JavaScript where all variants earn the same', () => {
    const html = renderBlock('product-points', { globals: { product: product([10_050, 10_010]) } });
    expect(pointsIn(html)).toBe(100);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('depending on the variant');
  });

  test('are a range alone where a product has more variants than Liquid lists', () => {
    const listed = Array.from({ length: 250 }, (_, index) => 10_000 + index * 100);
    const large = { ...product(listed), price_max: 99_000, variants_count: 251 };
    const html = renderBlock('product-points', { globals: { product: large }, settings: { show_range: false } });
    expect(pointsIn(html)).toBeNull();
    expect(html).toMatch(/data-rg="earn" hidden/);
    expect(html).toContain('100 to 990 points, depending on the variant');
    expect(html).not.toContain('<script');
  });

  test('are not shown for a gift card that earns none, and shown when gift cards earn', () => {
    const globals = { product: product([50_000], true) };
    expect(renderBlock('product-points', { globals }).trim()).toBe('');
    const rate = program.earnLiquid;
    expect(pointsIn(renderBlock('product-points', { program: programWith(rate, false), globals }))).toBe(500);
  });

  test('are not named where the buyer pays in another currency than points are counted in', () => {
    const globals = { product: product([10_000, 20_000]), cart: { currency: { iso_code: 'EUR' } } };
    const html = renderBlock('product-points', { globals });
    expect(pointsIn(html)).toBeNull();
    expect(html).toContain('Earn points with this product');
    expect(html).not.toMatch(/\d+ points/);
  });

  test('say "1 point" in the singular', () => {
    expect(renderBlock('product-points', { globals: { product: product([199]) } })).toContain('Earn 1 point with');
  });
});

describe('The points that the cart shows', () => {
  const line = fc.record({
    cents: fc.integer({ min: 0, max: 500_000 }),
    lineDiscount: fc.integer({ min: 0, max: 100 }),
    giftCard: fc.boolean(),
  });

  test('are counted once, over what is paid for all lines but gift cards, after every discount', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 100 }),
        rates,
        (lines, share, rate) => {
          const items = lines.map(({ cents, lineDiscount, giftCard }) => ({
            gift_card: giftCard,
            quantity: 1,
            original_price: cents,
            original_line_price: cents,
            final_line_price: giftCard ? cents : cents - Math.floor((cents * lineDiscount) / 100),
          }));
          const sum = (wanted: boolean) =>
            items.filter((item) => item.gift_card === wanted).reduce((total, item) => total + item.final_line_price, 0);
          const cartDiscount = Math.floor((sum(false) * share) / 100);
          const html = renderBlock('balance', {
            program: programWith(rate),
            globals: {
              request: { locale: { iso_code: 'en' }, page_type: 'cart' },
              cart: {
                currency: { iso_code: 'DKK' },
                item_count: items.length,
                items_subtotal_price: sum(false) + sum(true),
                total_price: sum(false) + sum(true) - cartDiscount,
                items,
              },
            },
          });
          const expected = earned(sum(false) - cartDiscount, rate);
          expect(pointsIn(html)).toBe(expected === 0 ? null : expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});
