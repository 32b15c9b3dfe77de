/**
 * Where a merchant's address may lead: to the public internet over TLS, and never into our own network. The name is resolved
 * once and the connection goes to what was checked, so that a name that changes in between gains nothing.
 */
import { lookup as resolve } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses that are not of the public internet. Source: the IANA special-purpose address registries. */
const closed = new BlockList();
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
])
  closed.addSubnet(network, prefix, 'ipv4');
/** Of IPv6 only 2000::/3 is given out, and within it some ranges lead elsewhere: tunnels, documentation, benchmarks. */
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ...([
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ] as const),
])
  closed.addSubnet(network, prefix, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !closed.check(address, 'ipv4');
  // An IPv4 address in IPv6 clothes is outside of 2000::/3.
  return version === 6 && open6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

export type AddressProblem = 'not_https' | 'has_credentials' | 'private_address' | 'unknown_host';

export type CheckedAddress =
  { ok: true; url: URL; address: string; family: 4 | 6 } | { ok: false; problem: AddressProblem };

/** @param allowPrivate for development only: http and private addresses are let through. */
export async function checkAddress(address: string, allowPrivate: boolean): Promise<CheckedAddress> {
  if (!URL.canParse(address)) return { ok: false, problem: 'unknown_host' };
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    return { ok: false, problem: 'not_https' };
  if (url.username || url.password) return { ok: false, problem: 'has_credentials' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = await resolve(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return { ok: false, problem: 'unknown_host' };
  // One private address among several is enough to refuse: which one is taken is not ours to say.
  if (!allowPrivate && !found.every((entry) => isPublicAddress(entry.address)))
    return { ok: false, problem: 'private_address' };
  return { ok: true, url, address: first.address, family: first.family === 6 ? 6 : 4 };
}
