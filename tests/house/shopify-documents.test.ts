/** Every GraphQL document of the app, against Shopify's published schema of the version that the app calls. */
import { readFileSync } from 'node:fs';
import { Kind, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as documents from '#app/shopify/documents.ts';
import * as rewardDocuments from '#app/shopify/documents-rewards.ts';
import * as goodsDocuments from '#app/shopify/documents-goods.ts';
import { ADMIN_API_VERSION, adminSchema } from '#tests/kit/admin-schema.ts';

const schema = adminSchema();

/** The documents by their export's name; those that are made by a function, made with an example. */
const texts = Object.entries({ ...documents, ...goodsDocuments, ...rewardDocuments }).map(
  ([name, value]): [string, string] => [name, typeof value === 'function' ? value("updated_at:>='2026-01-01'") : value],
);

describe(`the documents against the Admin API ${ADMIN_API_VERSION}`, () => {
  it.each(texts)('%s is valid and uses nothing deprecated', (_name, text) => {
    const errors = validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]);
    expect(errors.map((error) => error.message)).toEqual([]);
  });

  it('Are of the version that the app and its webhooks ask for', () => {
    expect(readFileSync('app/shopify.server.ts', 'utf8')).toContain('ApiVersion.October26');
    expect(readFileSync('shopify.app.toml', 'utf8')).toContain(`api_version = "${ADMIN_API_VERSION}"`);
  });

  it.each(texts)('%s is one named operation of ours', (_name, text) => {
    const operations = parse(text).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    expect(operations).toHaveLength(1);
    expect(operations[0]?.name?.value).toMatch(/^Regulars[A-Z]/);
  });

  it('A made-up field and a deprecated one would be found', () => {
    const check = (text: string) => validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]).length;
    expect(check('query RegularsX { shop { name } }')).toBe(0);
    expect(check('query RegularsX { shop { nonsense } }')).toBe(1);
    expect(check('query RegularsX { customers(first: 1) { nodes { email } } }')).toBeGreaterThan(0);
  });
});

describe('the scopes in shopify.app.toml', () => {
  const toml = z
    .object({
      access_scopes: z.object({ scopes: z.string() }),
      webhooks: z.object({ subscriptions: z.array(z.object({ topics: z.array(z.string()).optional() })) }),
    })
    .parse(parseToml(readFileSync('shopify.app.toml', 'utf8')));
  const scopes = toml.access_scopes.scopes.split(',').map((scope) => scope.trim());

  it('Are sorted, and the same as the default of the environment', () => {
    expect(scopes).toEqual([...scopes].sort());
    const source = readFileSync('app/lib/env.server.ts', 'utf8');
    const byDefault = /SCOPES:[\s\S]*?default\(\s*'([^']+)'/.exec(source)?.[1];
    expect(byDefault?.split(',')).toEqual(scopes);
  });

  it('Are used, each of them', () => {
    const all = texts.map(([, text]) => text).join('\n');
    const uses: Record<string, RegExp | string> = {
      read_customers: /on Customer|customers\(/,
      read_discounts: /codeDiscountNodeByCode/,
      read_orders: /order\(id/,
      // Used by the webhooks of subscriptions alone.
      read_own_subscription_contracts: toml.webhooks.subscriptions.some(({ topics = [] }) =>
        topics.includes('subscription_contracts/update'),
      )
        ? /./
        : /^$/,
      read_products: /on Product/,
      read_store_credit_accounts: /storeCreditAccounts\(/,
      write_app_proxy: readFileSync('shopify.app.toml', 'utf8'),
      write_customers: /metafieldsSet/,
      write_discounts: /discountCodeBasicCreate/,
      write_gift_cards: /giftCardCreate\(/,
      write_store_credit_account_transactions: /storeCreditAccountCredit\(/,
    };
    expect(Object.keys(uses)).toEqual(scopes);
    for (const [scope, use] of Object.entries(uses))
      expect(typeof use === 'string' ? use.includes('[app_proxy]') : use.test(all), scope).toBe(true);
  });
});
