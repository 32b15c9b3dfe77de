/** Shopify's global ids: `gid://shopify/Order/1234`. */

/** `toGid('Order', 1234)` -> `gid://shopify/Order/1234` */
export function toGid(type: string, id: number): string {
  return `gid://shopify/${type}/${id}`;
}

/** Takes a gid apart; null when it is none. */
export function parseGid(gid: string): { type: string; id: number } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,16})(?:\?.*)?$/.exec(gid);
  if (!match) return null;
  const id = Number(match[2]);
  return Number.isSafeInteger(id) ? { type: match[1] ?? '', id } : null;
}
