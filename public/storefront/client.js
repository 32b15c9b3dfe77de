/** Regulars for themes and headless shops; typed by client.d.ts, described in docs/storefront-api.md. */
export class RegularsError extends Error {
  constructor(status, { code = 'failed', message, missingPoints } = {}) {
    super(message ?? code);
    Object.assign(this, { status, code, missingPoints });
  }
}

export function regulars({
  proxy = '/apps/regulars',
  locale = globalThis.document?.documentElement.lang || 'en',
  fetch = globalThis.fetch,
} = {}) {
  const ask = async (path, body) => {
    const post = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${proxy}/${path}?locale=${locale}`, post);
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new RegularsError(response.status, answer.error);
    return answer;
  };
  return {
    member: () => ask('member'),
    join: () => ask('join', {}),
    redeem: (rewardId, { requestId = crypto.randomUUID(), steps } = {}) =>
      ask('redeem', { rewardId, requestId, steps }),
    redemption: (id) => ask(`redemptions/${id}`),
    takeBack: (id) => ask(`redemptions/${id}/cancel`, {}),
    estimate: (cart) => ask('estimate', cart),
    activities: () => ask('activities'),
    act: (activity, details = {}) => ask(`activities/${activity}`, details),
    card: () => ask('card'),
    referral: () => ask('referral', {}),
    checkReferral: (code) => ask('referral/check', { code }),
    on(name, listener) {
      const hear = ({ detail }) => listener(detail);
      document.addEventListener(`regulars:${name}`, hear);
      return () => document.removeEventListener(`regulars:${name}`, hear);
    },
  };
}
