/**
 * A visitor who followed a member's link: told what they get, remembered as far as they allow, and claimed once they are logged in.
 * Loaded by the snippet regulars-came, and only where there is such a link.
 */
const KEPT = 'regulars-ref';
const IN_CART = 'regulars-ref-cart';

/** Whether the visitor allows a purpose, by Shopify's customer privacy API. Where nobody can say so, nothing is kept. */
const allows = (purpose) =>
  new Promise((resolve) => {
    const ask = () => resolve(Boolean(window.Shopify?.customerPrivacy?.[purpose]()));
    if (window.Shopify?.customerPrivacy || !window.Shopify?.loadFeatures) ask();
    else window.Shopify.loadFeatures([{ name: 'consent-tracking-api', version: '0.1' }], ask);
  });

/** A random token of this browser, by which nobody can recommend the shop to themselves. Undefined where it may not be kept. */
export async function device() {
  if (!(await allows('marketingAllowed'))) return undefined;
  const token = localStorage.getItem('regulars-device') ?? crypto.randomUUID();
  localStorage.setItem('regulars-device', token);
  return token;
}

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Without leave to remember, the tab remembers. */
async function keep(kept) {
  const storage = (await allows('preferencesProcessingAllowed')) ? localStorage : sessionStorage;
  storage.setItem(KEPT, JSON.stringify(kept));
}

function forget() {
  localStorage.removeItem(KEPT);
  sessionStorage.removeItem(KEPT);
}

const notice = () => document.querySelector('[data-rg-friend]');

function greet() {
  const host = notice();
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = host.dataset.rgStyle;
  document.head.append(link);
  const card = host.firstElementChild.content.firstElementChild.cloneNode(true);
  card.querySelector('button').onclick = () => card.remove();
  host.append(card);
}

/** `found`: the code in the address, or null. */
export async function come(found) {
  const { proxy, cart, customer } = notice().dataset;
  let kept = JSON.parse(localStorage.getItem(KEPT) ?? sessionStorage.getItem(KEPT));
  const code = found?.toUpperCase();
  if (code && code !== kept?.code) {
    // Other programs write "ref" into addresses too: only a code that is a member's is kept.
    const answer = await (await post(`${proxy}/referral/check`, { code })).json();
    if (answer.valid) {
      kept = { code, until: Date.now() + answer.linkDays * 864e5 };
      await keep(kept);
      greet();
      document.addEventListener('visitorConsentCollected', () => keep(kept), { once: true });
    }
  }
  if (!kept) return;
  if (kept.until < Date.now()) return forget();
  const token = await device();
  if (customer) {
    const { status } = await post(`${proxy}/referral/claim`, { code: kept.code, device: token });
    if (status === 200 || status === 404 || status === 409) forget();
    if (status !== 200) return;
  } else if (sessionStorage.getItem(IN_CART) === kept.code) return;
  const attributes = { regulars_ref: kept.code, regulars_device: token };
  if ((await post(`${cart}.js`, { attributes })).ok) sessionStorage.setItem(IN_CART, kept.code);
}
