import { redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { textOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { localReturn } from '../http/session.ts';
import { orderObject } from '../objects/customer.ts';
import { localPath } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './catalog-pages.ts';

type LoginCode = { code: string; expiresAtMs: number; attempts: number; newsletter?: boolean };

const codes = 'store-login-codes';
const codeLifetimeMs = 15 * 60_000;
const maxAttempts = 5;

const emailPattern = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]{2,}$/;

/** `/account`: orders and the app's blocks; a visitor is asked to log in. */
export function accountPage(visit: Visit): Reply {
  if (!visit.view.customer) return redirect(localPath(visit.view, '/account/login'));
  return visit.page('customers/account', 'customers/account', { page_title: visit.word('account.title') });
}

/** A few customers to try the store with; nobody can guess whom the sandbox knows. */
function accountHolders(visit: Visit): string[] {
  const customers = visit.world.customers.list({ state: 'enabled', limit: 3 });
  return customers.flatMap((customer) => customer.email ?? []);
}

function loginPage(visit: Visit, form: object = {}, status = 200): Reply {
  const email = visit.session.loginEmail;
  const mail = email ? visit.world.log.mails({ to: email, reverse: true, limit: 1 })[0] : undefined;
  return visit.page(
    'customers/login',
    'customers/login',
    {
      page_title: visit.word('login.title'),
      // The sandbox shows its mailbox here, so that nobody has to look for the code elsewhere.
      login: {
        email,
        step: email ? 'code' : 'email',
        sandbox_mail: mail ? mail.text : null,
        sandbox_customers: email ? [] : accountHolders(visit),
        ...form,
      },
    },
    status,
  );
}

/** `/account/login`, first the e-mail address, then the code; `?return_url=` or `?return_to=` says where to go on. */
export function loginForm(visit: Visit): Reply {
  const { query } = visit.view;
  const target = query.get('return_url') ?? query.get('return_to') ?? query.get('checkout_url');
  if (target) visit.session.returnTo = localReturn(target, localPath(visit.view, '/account'));
  if (query.get('change') === '1') visit.session.loginEmail = null;
  if (visit.view.customer) return redirect(visit.session.returnTo ?? localPath(visit.view, '/account'));
  return loginPage(visit);
}

function sendCode(visit: Visit, email: string, newsletter: boolean): void {
  const code = visit.host.options.newLoginCode();
  const expiresAtMs = visit.world.clock.nowMs() + codeLifetimeMs;
  visit.world.documents.set(codes, email, { code, expiresAtMs, attempts: 0, newsletter } satisfies LoginCode);
  const shopName = visit.view.shop.name;
  visit.world.log.sendMail({
    to: email,
    subject: `${shopName}: ${visit.word('login.mail_subject')} ${code}`,
    text: visit.word('login.mail_text').replace('{{ code }}', code),
  });
}

export function postLogin(visit: Visit, fields: Fields): Reply {
  const { session, world, view } = visit;
  const nested = typeof fields['customer'] === 'object' ? fields['customer'] : {};
  const email = (textOf(fields['email']) || textOf(nested['email'])).trim().toLowerCase();
  const code = textOf(fields['code']).replace(/\s/g, '');
  if (email) {
    if (!emailPattern.test(email) || email.length > 254) {
      return loginPage(visit, { step: 'email', email, error: 'email' }, 422);
    }
    session.loginEmail = email;
    sendCode(visit, email, textOf(fields['newsletter']) === 'on');
    return redirect(localPath(view, '/account/login'), 303);
  }
  if (!session.loginEmail) return redirect(localPath(view, '/account/login'), 303);
  if (!code) {
    const before = world.documents.get<LoginCode>(codes, session.loginEmail);
    sendCode(visit, session.loginEmail, before?.newsletter ?? false);
    return redirect(localPath(view, '/account/login'), 303);
  }
  const known = world.documents.get<LoginCode>(codes, session.loginEmail);
  const isLive = known !== null && known.expiresAtMs > world.clock.nowMs() && known.attempts < maxAttempts;
  if (!known || !isLive || known.code !== code) {
    if (known) world.documents.set(codes, session.loginEmail, { ...known, attempts: known.attempts + 1 });
    return loginPage(visit, { error: isLive ? 'code' : 'expired' }, 422);
  }
  world.documents.delete(codes, session.loginEmail);
  const customer = world.customers.logIn(session.loginEmail, { locale: view.locale });
  if (known.newsletter && customer.emailMarketing.state !== 'subscribed') {
    world.customers.setConsent(customer.id, { channel: 'email', state: 'subscribed' });
  }
  const target = session.returnTo ?? localPath(view, '/account');
  session.customerId = customer.id;
  session.loginEmail = null;
  session.returnTo = null;
  return redirect(target, 303);
}

export function logOut(visit: Visit): Reply {
  visit.session.customerId = null;
  visit.session.loginEmail = null;
  return redirect(visit.view.rootUrl, 302);
}

/** `/account/orders/<token>`: the order status page; who has its secret address may see it. */
export function orderPage(visit: Visit, token: string): Reply {
  const order = visit.world.orders.byToken(token);
  if (!order) return notFound(visit);
  return visit.page('customers/order', 'customers/order', {
    order: orderObject(visit.view, order),
    page_title: order.name,
  });
}

/** The newsletter form, Shopify's `customer` form: a record without an account, and its consent to marketing. */
export function postNewsletter(visit: Visit, fields: Fields): Reply {
  const { world, view } = visit;
  const contact = typeof fields['contact'] === 'object' ? fields['contact'] : {};
  const email = textOf(contact['email']).trim().toLowerCase();
  const back = localReturn(textOf(fields['return_to']), view.rootUrl);
  if (!emailPattern.test(email)) return redirect(`${back}#contact_form`, 303);
  world.transaction(() => {
    const known = world.customers.byEmail(email) ?? world.customers.create({ email, locale: view.locale });
    const tags = textOf(contact['tags']).split(',');
    if (tags.some((tag) => tag.trim() !== '')) world.customers.addTags(known.id, tags);
    world.customers.setConsent(known.id, { channel: 'email', state: 'subscribed' });
  });
  return redirect(`${back}${back.includes('?') ? '&' : '?'}customer_posted=true#contact_form`, 303);
}
