/** The environment of the app's parts in the bench; the secret signs the requests that the load generator sends. */

export const SECRET = 'regulars-bench-secret';

export function appEnvironment(databaseUrl: string, poolSize = 10): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(poolSize),
    SHOPIFY_API_KEY: 'regulars-bench-key',
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: 'https://regulars.invalid',
    LOG_LEVEL: 'silent',
  };
}
