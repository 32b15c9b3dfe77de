/**
 * Shopify's library throws a Response both for what the browser must do (a new session token, a redirect) and for a
 * failed call. Only the former has to reach the browser; the latter is an answer that a page can do without.
 */
export function isSessionAnswer(error: unknown): error is Response {
  return error instanceof Response && (error.status < 400 || error.status === 401);
}
