/**
 * By what a person is known again: an e-mail address and a postal address, each in one spelling however it was written. Pure;
 * what is kept are keyed digests of these (evidence-digest.server.ts).
 */

/** Providers whose addresses mean the same with and without dots, and under both names. */
const DOTLESS = new Set(['gmail.com', 'googlemail.com']);
const SAME_DOMAIN: Record<string, string> = { 'googlemail.com': 'gmail.com' };

/** The address in one spelling: lower case, without what follows a plus; without dots where they mean nothing. */
export function canonicalEmail(email: string): string | null {
  const match = /^([^@\s]+)@([^@\s]+)$/.exec(email.normalize('NFKC').trim().toLowerCase());
  if (!match) return null;
  const [, name = '', domain = ''] = match;
  const bare = name.replace(/\+.*$/, '');
  const plain = DOTLESS.has(domain) ? bare.replaceAll('.', '') : bare;
  return plain === '' ? null : `${plain}@${SAME_DOMAIN[domain] ?? domain}`;
}

export interface PostalAddress {
  address1?: string | null | undefined;
  address2?: string | null | undefined;
  zip?: string | null | undefined;
  country_code?: string | null | undefined;
}

/** A household: street and number, postal code and country, without spaces, marks, accents and case. Null when too little is known. */
export function canonicalAddress(address: PostalAddress | null | undefined): string | null {
  const plain = (text: string | null | undefined) =>
    (text ?? '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  const street = plain(address?.address1);
  const zip = plain(address?.zip);
  // A flat in a block is a household of its own.
  return street && zip ? [street, plain(address?.address2), zip, plain(address?.country_code)].join('|') : null;
}

/** Digests in hexadecimal; null where nothing is known. */
export interface Evidence {
  email: string | null;
  address: string | null;
  device: string | null;
}

export const noEvidence: Evidence = { email: null, address: null, device: null };
