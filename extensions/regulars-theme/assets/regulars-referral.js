/**
 * A visitor who followed a member's link: the code is remembered as long as the program says, goes with the cart, and is claimed
 * once the visitor is logged in. Loaded by the snippet regulars-came, and only where there is such a link.
 */
const KEPT = 'regulars-ref';

/** A random token of this browser, by which nobody can recommend the shop to themselves. Undefined where nothing can be kept. */
export function device() {
  try {
    const token = localStorage.getItem('regulars-device') ?? crypto.randomUUID();
    localStorage.setItem('regulars-device', token);
    return token;
  } catch {
    return undefined;
  }
}

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** `found`: the code in the address, or null. `cartUpdate` and `proxy` are paths, `customer` the id of who is logged in. */
export async function come(found, { proxy, cartUpdate, customer }) {
  let kept = JSON.parse(localStorage.getItem(KEPT));
  const code = found?.toUpperCase();
  if (code && code !== kept?.code) {
    // Other programs write "ref" into addresses too: only a code that is a member's is kept.
    const answer = await (await post(`${proxy}/referral/check`, { code })).json();
    if (answer.valid) {
      kept = { code, until: Date.now() + answer.linkDays * 864e5 };
      localStorage.setItem(KEPT, JSON.stringify(kept));
    }
  }
  if (!kept) return;
  if (kept.until < Date.now()) return localStorage.removeItem(KEPT);
  if (customer) {
    const { status } = await post(`${proxy}/referral/claim`, { code: kept.code, device: device() });
    if (status === 200 || status === 404 || status === 409) localStorage.removeItem(KEPT);
    if (status !== 200) return;
  } else if (sessionStorage.getItem(KEPT) === kept.code) return;
  const attributes = { regulars_ref: kept.code, regulars_device: device() };
  if ((await post(`${cartUpdate}.js`, { attributes })).ok) sessionStorage.setItem(KEPT, kept.code);
}
