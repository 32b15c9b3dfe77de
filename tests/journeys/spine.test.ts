/**
 * The main job, end to end, in a real browser on the whole product: a shop owner installs and publishes, a shopper earns,
 * redeems and pays with the code, the shop owner refunds one of two items and reads what went back. The shop owner has a
 * phone and the shopper a desk; the other way round are the journeys of the first hour and of the first month.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { desktop, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { addToCart, checkOut, installRegulars, logIn, openPanel, openRegulars, publishFirstProgram } from './steps.ts';

const screens = { name: 'merchant-phone-shopper-desktop', merchant: phone, shopper: desktop };

describe('the main job', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let shopper: Awaited<ReturnType<typeof openContext>>;
  const shopperEmail = 'maja.soe@example.com';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, screens.merchant);
    shopper = await openContext(browser, screens.shopper);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** The shopper's points as the app has them. */
  async function availablePoints(): Promise<number> {
    const rows = await stack.query<{ available: string }>(
      `SELECT b.available FROM balances b JOIN members m ON m.shop_id = b.shop_id AND m.id = b.member_id
     ORDER BY m.joined_at DESC LIMIT 1`,
    );
    return Number(rows[0]?.available ?? 0);
  }

  const productPath = '/products/nordlys-espresso';
  let firstOrder = '';
  let code = '';

  describe('the shop owner sets up', () => {
    it('Installing Regulars leads through onboarding to a published program', async () => {
      const app = await installRegulars(merchant.page, stack);
      await publishFirstProgram(merchant.page, app);
      await keepPicture(merchant.page, `${screens.name}-1-published`);
      const versions = await stack.query('SELECT version FROM program_versions');
      expect(versions).toEqual([{ version: 1 }]);
      expect(merchant.complaints).toEqual([]);
    });

    it('The page that fetches a new session token asks no other host than the one that answers for Shopify', async () => {
      const bounce = await merchant.page.request.get(
        `${stack.appUrl}/auth/session-token?shop=regulars-demo.myshopify.com`,
      );
      expect(await bounce.text()).toContain('/app-bridge.js');
      expect(bounce.headers()['link']).toBeUndefined();
    });
  });

  describe('the shopper earns and redeems', () => {
    it('A visitor sees what a product earns and is invited to join', async () => {
      const { page } = shopper;
      await until('the published program on the storefront', async () => {
        await page.goto(`${stack.storeUrl}${productPath}`);
        return (await page.locator('regulars-product-points').count()) > 0;
      });
      expect(await page.locator('regulars-product-points').innerText()).toContain('95 point');
      await page.locator('.rg-launcher').click();
      await page.locator('#regulars-dialog').waitFor();
      expect(await page.locator('#regulars-dialog').innerText()).toContain('Bliv medlem eller log ind');
      await keepPicture(page, `${screens.name}-2-visitor`);
      await page.keyboard.press('Escape');
    });

    it('Logging in makes a member with welcome points', async () => {
      await logIn(shopper.page, stack, shopperEmail);
      await until('the welcome points', async () => (await availablePoints()) === 100);
    });

    it('A paid order awards what the product promised', async () => {
      const { page } = shopper;
      await addToCart(page, stack, 'nordlys-espresso', '1 kg');
      await page.goto(`${stack.storeUrl}/cart`);
      expect(await page.locator('.rg-earns').getAttribute('data-points')).toBe('320');
      firstOrder = await checkOut(page, stack);
      await until('the points of the order', async () => (await availablePoints()) === 420);
      await until('the balance on the account page', async () => {
        await page.goto(`${stack.storeUrl}/account`);
        return (await page.locator('main').innerText()).includes('420 point');
      });
      await keepPicture(page, `${screens.name}-3-account`);
    });

    it('Choosing a reward gives a code that is in the cart at once', async () => {
      const { page } = shopper;
      await addToCart(page, stack, 'smagskassen');
      await addToCart(page, stack, 'stentojskruset-klit');
      await page.goto(`${stack.storeUrl}/cart`);
      await openPanel(page);
      const answer = page.waitForResponse((response) => response.url().includes('/apps/regulars/redeem'));
      const applied = page.waitForResponse((response) => response.url().includes('/cart/update'));
      await page.locator('[data-rg-reward=rw_shipping] [data-rg-do=redeem]').click();
      const redeemed = (await (await answer).json()) as { status: string; code: string; availablePoints: number };
      expect(redeemed).toMatchObject({ status: 'ready', availablePoints: 120 });
      code = redeemed.code;
      await applied;
      await keepPicture(page, `${screens.name}-4-redeemed`);
      const cart = (await (await page.request.get(`${stack.storeUrl}/cart.js`)).json()) as { discount_codes: unknown };
      expect(cart.discount_codes).toEqual([{ code, applicable: true }]);
      await page.keyboard.press('Escape');
    });

    it('The order that pays with the code carries the discount, and the redemption shows as used', async () => {
      const { page } = shopper;
      const name = await checkOut(page, stack);
      const { order } = await stack.control<{ order: unknown }>(`/orders/${name}`);
      expect(JSON.stringify(order)).toContain(code);
      await until('the redemption to be used', async () => {
        const rows = await stack.query<{ state: string }>('SELECT state FROM redemptions WHERE code = $1', [code]);
        return rows[0]?.state === 'used';
      });
    });
  });

  describe('the shop owner follows what happened', () => {
    it('A refund of one of two items takes back the points of that item, and the history says why', async () => {
      const { page } = merchant;
      const orderName = String(Number(firstOrder) + 1);
      const before = await availablePoints();
      await page.goto(`${stack.adminUrl}/store/regulars-demo/orders`);
      await page.getByRole('link', { name: `#${orderName}` }).click();
      await page
        .locator('summary', { hasText: 'Refund' })
        .or(page.getByRole('button', { name: 'Refund' }))
        .first()
        .click();
      const form = page.locator('form[action$="/refund"]');
      await form.locator('input[name^="quantity-"]').first().fill('1');
      await form.getByRole('button', { name: 'Refund' }).click();
      await page.waitForLoadState();
      await keepPicture(page, `${screens.name}-5-refunded-order`);
      await until('the points to go back', async () => (await availablePoints()) < before);

      const app = await openRegulars(page, stack, '/app/members');
      await app.getByText('Maja').or(app.getByText(shopperEmail)).first().click();
      const refund = app.getByText(/refund/i).first();
      await refund.waitFor();
      await keepPicture(page, `${screens.name}-6-member-history`);
      const [reversal] = await stack.query<{ points: string; detail: { lineTitle: string; awardedPoints: number } }>(
        `SELECT points, detail FROM transfers WHERE kind = 'award_reversal'`,
      );
      expect(Number(reversal?.points)).toBe(reversal?.detail.awardedPoints);
      expect(await app.locator('body').innerText()).toContain(reversal?.detail.lineTitle ?? 'the refunded line');
    });

    it('Home shows members, points and revenue, and the ledger holds', async () => {
      const { page } = merchant;
      const app = await openRegulars(page, stack, '/app');
      await app.getByText('Revenue from members').first().waitFor();
      await app
        .getByText(/refund/i)
        .first()
        .waitFor();
      await keepPicture(page, `${screens.name}-7-home`);
      expect(await stack.auditBreaches()).toEqual([]);
      expect(merchant.complaints).toEqual([]);
      expect(shopper.complaints).toEqual([]);
    });
  });

  describe('what the storefront promises is what is awarded', () => {
    it('Every product of the store earns exactly what its page says', async () => {
      const { products } = await stack.control<{
        products: {
          handle: string;
          isGiftCard: boolean;
          requiresSellingPlan?: boolean;
          sellingPlans?: { id: string }[];
          variants: { id: string; priceMinor: number }[];
        }[];
      }>('/products');
      expect(products.length).toBeGreaterThanOrEqual(12);
      for (const product of products) {
        const html = await (await fetch(`${stack.storeUrl}/products/${product.handle}`)).text();
        const promised = Number(/<regulars-product-points[^>]*data-points="(\d+)"/.exec(html)?.[1] ?? 0);
        const before = await availablePoints();
        const { order } = await stack.control<{ order: { id: string } }>('/orders', {
          customer: shopperEmail,
          lines: [
            {
              variant: product.variants[0]?.id,
              quantity: 1,
              ...(product.requiresSellingPlan ? { sellingPlan: String(product.sellingPlans?.[0]?.id) } : {}),
            },
          ],
          shippingRateId: 'afhentning',
        });
        const row = await until(`the order of ${product.handle} to be explained`, async () =>
          (
            await stack.query<{ points_awarded: string; explanation: { outcome: string } }>(
              `SELECT points_awarded, explanation FROM orders WHERE order_id = $1 AND explanation ->> 'outcome' IN ('earned', 'nothing')`,
              [String(order.id)],
            )
          ).at(0),
        );
        expect(Number(row.points_awarded), product.handle).toBe(promised);
        expect((await availablePoints()) - before, product.handle).toBe(promised);
      }
    });

    it.each([
      { country: 'DK', discount: 'VELKOMMEN10' },
      { country: 'DE', discount: 'FRAGTFRI' },
      { country: 'JP', discount: '' },
    ])(
      'A cart of five lines with a gift card and the code "$discount" earns exactly what it says, bought in $country (M1)',
      async ({ country, discount }) => {
        const { page } = shopper;
        await page.request.post(`${stack.storeUrl}/localization`, { form: { country_code: country } });
        const { products } = await stack.control<{
          products: { isGiftCard: boolean; variants: { id: string; priceMinor: number }[] }[];
        }>('/products');
        const goods = products.filter((product) => !product.isGiftCard).slice(3, 7);
        const giftCard = products.find((product) => product.isGiftCard);
        const lines = [...goods, ...(giftCard ? [giftCard] : [])].map((product, index) => ({
          variant: product.variants.at(-1)?.id,
          quantity: 1 + (index % 3),
        }));
        expect(lines).toHaveLength(5);
        await page.request.post(`${stack.storeUrl}/cart/clear.js`);
        await page.request.post(`${stack.storeUrl}/cart/add.js`, {
          data: { items: lines.map((line) => ({ id: Number(line.variant), quantity: line.quantity })) },
        });
        await page.request.post(`${stack.storeUrl}/cart/update.js`, { data: { discount } });
        await page.goto(`${stack.storeUrl}/cart`);
        const promised = Number(await page.locator('.rg-earns').getAttribute('data-points'));
        expect(promised).toBeGreaterThan(0);
        const name = await checkOut(page, stack);
        const row = await until('the order to be explained', async () =>
          (
            await stack.query<{ points_awarded: string }>(
              `SELECT points_awarded FROM orders WHERE name = $1 AND explanation ->> 'outcome' = 'earned'`,
              [`#${name}`],
            )
          ).at(0),
        );
        expect(Number(row.points_awarded)).toBe(promised);
      },
    );
  });

  describe('nothing is lost when the app dies', () => {
    it('Killed after the debit and before the code, it makes one code for one debit after its restart (D4)', async () => {
      const { page } = shopper;
      const before = await availablePoints();
      await stack.control('/faults/api', {
        kind: 'timeout_after_success',
        operation: 'discountCodeFreeShippingCreate',
        count: 1,
        timeoutMs: 20_000,
      });
      await page.goto(`${stack.storeUrl}/cart`);
      await openPanel(page);
      await page.locator('[data-rg-reward=rw_shipping] [data-rg-do=redeem]').click();
      const redemption = await until('the debit', async () =>
        (
          await stack.query<{ id: string; code: string }>(`SELECT id, code FROM redemptions WHERE state = 'debited'`)
        ).at(0),
      );
      await until('the call to Shopify to be under way', async () => {
        const { discounts } = await stack.control<{ discounts: { code: string }[] }>('/discounts?reverse=1');
        return JSON.stringify(discounts).includes(redemption.code);
      });
      process.kill(stack.pidOf('web'), 'SIGKILL');
      process.kill(stack.pidOf('worker'), 'SIGKILL');
      await stack.control('/faults', undefined, 'DELETE');
      // The dead process holds its lease for a minute; here nobody waits that long.
      await stack.query(`UPDATE outbox_tasks SET leased_until = now() WHERE leased_until IS NOT NULL`);
      await until('the code after the restart', async () => {
        const rows = await stack.query<{ state: string }>('SELECT state FROM redemptions WHERE id = $1', [
          redemption.id,
        ]);
        return rows[0]?.state === 'ready';
      });
      const { discounts } = await stack.control<{ discounts: unknown[] }>('/discounts?limit=250');
      expect(discounts.filter((discount) => JSON.stringify(discount).includes(redemption.code))).toHaveLength(1);
      expect(before - (await availablePoints())).toBe(300);
      expect(await stack.auditBreaches()).toEqual([]);
    });
  });
});
