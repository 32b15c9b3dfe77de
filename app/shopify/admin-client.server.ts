/**
 * The gateway to Shopify's Admin API for work without a merchant at the screen. Tells what will pass from what will not:
 * `ShopifyUnavailable` is worth another try later, `ShopifyRefusal` is Shopify's final word. Shopify's library is loaded by the first
 * call: who only takes in webhooks or tells a balance starts without it, in a third of the time and with 30 MB less.
 */
import { messageOf } from '../lib/log.server.ts';

/** Shopify did not do it this time: too many calls, an error of its own, no answer. What was asked may have happened. */
export class ShopifyUnavailable extends Error {
  readonly retryAfterMs: number | null;
  /** Shopify turned the call away before it did anything. */
  readonly isUndone: boolean;
  constructor(message: string, retryAfterMs: number | null = null, isUndone = false) {
    super(message);
    this.name = 'ShopifyUnavailable';
    this.retryAfterMs = retryAfterMs;
    this.isUndone = isUndone;
  }
}

/** Shopify understood and refuses: asking again would be refused again. */
export class ShopifyRefusal extends Error {
  /** Shopify's codes for why, where it gave any. */
  readonly codes: readonly string[];
  constructor(message: string, codes: readonly string[] = []) {
    super(message);
    this.codes = codes;
    this.name = 'ShopifyRefusal';
  }
}

export interface UserError {
  field?: string[] | null;
  code?: string | null;
  message: string;
}

/**
 * Runs a document of `documents.ts` with the shop's offline token.
 * @returns its data. @throws ShopifyUnavailable or ShopifyRefusal.
 */
export async function callAdmin<Data>(
  shopDomain: string,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const [{ unauthenticated }, library] = await Promise.all([
    import('../shopify.server.ts'),
    import('@shopify/shopify-api'),
  ]);
  let response: Response;
  try {
    const { admin } = await unauthenticated.admin(shopDomain);
    response = await admin.graphql(document, { variables });
  } catch (error) {
    throw classify(error, library);
  }
  const body = (await response.json()) as { data?: Data; extensions?: { cost?: { throttleStatus?: ThrottleStatus } } };
  if (body.extensions?.cost?.throttleStatus) budgets.set(shopDomain, body.extensions.cost.throttleStatus);
  if (!body.data) throw new ShopifyUnavailable('Shopify answered without data.');
  return body.data;
}

interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** What Shopify said last of each shop's budget of calls. */
const budgets = new Map<string, ThrottleStatus>();

/**
 * How long work that is in no hurry should wait, so that half of the shop's budget is free for what a shopper waits for.
 * @returns milliseconds.
 */
export function courtesyMs(shopDomain: string): number {
  const budget = budgets.get(shopDomain);
  if (!budget || budget.restoreRate <= 0) return 0;
  return Math.max(0, ((budget.maximumAvailable / 2 - budget.currentlyAvailable) / budget.restoreRate) * 1000);
}

function classify(
  error: unknown,
  { GraphqlQueryError, HttpResponseError, HttpThrottlingError }: typeof import('@shopify/shopify-api'),
): Error {
  if (error instanceof HttpThrottlingError) {
    const seconds = Number(error.response.retryAfter);
    return new ShopifyUnavailable(
      'Shopify asks for fewer calls.',
      Number.isFinite(seconds) ? seconds * 1000 : 2000,
      true,
    );
  }
  if (error instanceof GraphqlQueryError) {
    const errors = (
      error.body?.errors as { graphQLErrors?: { message: string; extensions?: { code?: string } }[] } | undefined
    )?.graphQLErrors;
    if (errors?.some((entry) => entry.extensions?.code === 'THROTTLED')) {
      return new ShopifyUnavailable('Shopify asks for fewer calls.', 2000, true);
    }
    if (errors?.some((entry) => entry.extensions?.code === 'INTERNAL_SERVER_ERROR')) {
      return new ShopifyUnavailable(error.message);
    }
    return new ShopifyRefusal(errors?.map((entry) => entry.message).join(' ') || error.message);
  }
  if (error instanceof HttpResponseError && error.response.code >= 400 && error.response.code < 500) {
    // 401, 402, 403 and 423 concern the whole shop (token, plan, freeze) and can change; they are no word on this call.
    return new ShopifyUnavailable(`Shopify answered ${error.response.code}.`, 60_000, true);
  }
  return new ShopifyUnavailable(messageOf(error));
}
