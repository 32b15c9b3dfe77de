/** Finding the customers of a file's e-mail addresses at Shopify, as the sandbox answers. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCustomersByEmail } from '#app/shopify/customers.server.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());

it('Customers are found by their very address, whatever its case, more than one page of them (N1)', async () => {
  const { world, shop } = shopify;
  const made = Array.from({ length: 30 }, (_, index) =>
    world.customers.create({ email: `import-${index}@example.com`, state: 'enabled' }),
  );
  world.customers.create({ email: 'import-1@example.com.au', state: 'enabled' });
  const asked = made.map((_, index) => (index % 2 ? `Import-${index}@Example.com` : `import-${index}@example.com`));
  const odd = ['nobody@example.com', 'o"quote\\@example.com', 'OR@example.com', '*@example.com', 'a b@example.com'];
  const found = await findCustomersByEmail(shop.domain, [...asked, ...odd]);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(made.map((customer, index) => [`import-${index}@example.com`, String(customer.id)])),
  );
});
