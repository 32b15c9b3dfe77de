/** Runs a GraphQL document with a shop's token; the form in which Shopify's library hands it to doors and hooks. */
export type AdminGraphql = (document: string, options?: { variables?: Record<string, unknown> }) => Promise<Response>;
