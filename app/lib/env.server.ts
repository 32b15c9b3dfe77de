/**
 * The one door for the environment: parsed once, named with units. Everything else must not read process.env (lint).
 */
import { z } from 'zod';

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  /** PostgreSQL connection string. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a PostgreSQL address such as postgresql://user:password@host:5432/name'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  SHOPIFY_API_KEY: z.string().min(1, 'is the client id of your app in the Shopify Dev Dashboard'),
  SHOPIFY_API_SECRET: z.string().min(1, 'is the client secret of your app in the Shopify Dev Dashboard'),
  /** The public address of this app, e.g. https://loyalty.example.com, without a slash at the end. */
  SHOPIFY_APP_URL: z.url('must be the public address of this app'),
  /** Access scopes, comma-separated; the same as in shopify.app.toml. */
  SCOPES: z
    .string()
    .default(
      'read_customers,read_discounts,read_orders,read_own_subscription_contracts,read_products,read_store_credit_accounts,write_app_proxy,write_customers,write_discounts,write_gift_cards,write_store_credit_account_transactions',
    ),
  /** Where a shop's address is answered by another host (local development); see app/shopify/shop-address.server.ts. */
  SHOPIFY_ADDRESS_OVERRIDE: z.url().optional(),
  APP_BRIDGE_URL: z.url().optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** The largest webhook body that is taken. Shopify's largest orders are a few megabytes. */
  WEBHOOK_BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(32 * 1024 * 1024),
  /**
   * A webhook that is not committed after so many milliseconds is answered with 503, and Shopify sends it again: it waits 5 s at most
   * and stops delivering to who often lets it wait.
   */
  WEBHOOK_ANSWER_LIMIT_MS: z.coerce.number().int().min(100).max(60_000).default(900),
  /** The mail server, e.g. smtps://user:password@mail.example.com:465. Without it no e-mail is sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must be the address of a mail server such as smtps://user:password@mail.example.com:465')
    .optional(),
  /** The address that members see as the sender; the shop's name stands before it. Needed with SMTP_URL. */
  MESSAGES_FROM: z.email('must be an e-mail address such as loyalty@example.com').optional(),
  /** Development only: "true" lets messages go to http and private addresses that a merchant gives. */
  MESSAGES_ALLOW_PRIVATE_ADDRESSES: z.enum(['true', 'false']).default('false'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
export type Env = z.infer<typeof schema>;

let parsed: Env | undefined;

/**
 * The environment of this process.
 * @throws Error that names every variable that is missing or wrong, and what it should be.
 */
export function env(): Env {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new Error(
      `The environment is not complete:\n${lines.join('\n')}\nSee docs/operations.md for every variable.`,
    );
  }
  parsed = result.data;
  return parsed;
}
