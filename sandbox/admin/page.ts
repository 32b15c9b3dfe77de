/** What every admin page gets, and the words it writes amounts and times in. */
import type { World } from '#sandbox/world/world.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

export interface AdminVisit {
  world: World;
  /** `/store/regulars-demo` */
  base: string;
  adminOrigin: string;
  storeOrigin: string;
  url: URL;
  /** Real time, for session tokens. */
  realNowMs: () => number;
}

export interface AdminPage {
  title: string;
  /** Which item of the menu is current. */
  section:
    | 'home'
    | 'orders'
    | 'pos'
    | 'products'
    | 'customers'
    | 'discounts'
    | 'themes'
    | 'apps'
    | 'app'
    | 'activity'
    | 'settings';
  body: Html;
  /** The embedded app fills the page. */
  fullBleed?: boolean;
}

export interface AdminReply {
  status: number;
  location?: string;
  page?: AdminPage;
  json?: unknown;
}

export const NOT_FOUND: AdminReply = { status: 404 };

/** `Kr. 129.50`-like, in the shop's own format rules of its primary language. */
export function money(visit: AdminVisit, amountMinor: number, currencyCode?: string): string {
  const shop = visit.world.shop.get();
  const currency = currencyCode ?? shop.currencyCode;
  const format = new Intl.NumberFormat('en-DK', { style: 'currency', currency, currencyDisplay: 'code' });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** decimals).replaceAll(' ', ' ');
}

export function when(visit: AdminVisit, instant: string | null): string {
  if (!instant) return '–';
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: visit.world.shop.get().ianaTimezone,
  }).format(new Date(instant));
}

const TONES: Record<string, string> = {
  paid: 'good',
  active: 'good',
  enabled: 'good',
  delivered: 'good',
  fulfilled: 'good',
  pending: 'warn',
  partial: 'warn',
  unfulfilled: 'warn',
  partially_refunded: 'info',
  retrying: 'warn',
  queued: 'info',
  held: 'warn',
  scheduled: 'info',
  invited: 'info',
  failed: 'bad',
  dropped: 'bad',
  draft: 'info',
};

export function badge(state: string, label?: string): Html {
  const words = label ?? state.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
  return html`<span class="badge ${TONES[state] ?? ''}">${words}</span>`;
}

export function head(title: string | Html, options: { sub?: string | Html; crumb?: Html; actions?: Html } = {}): Html {
  return html`<div class="page-head">
    <div>
      ${options.crumb}
      <h1>${title}</h1>
      ${options.sub ? html`<p>${options.sub}</p>` : null}
    </div>
    ${options.actions ? html`<div class="actions">${options.actions}</div>` : null}
  </div>`;
}

/** `?done=` and `?error=` of the redirect after a form. */
export function notices(visit: AdminVisit): Html {
  const done = visit.url.searchParams.get('done');
  const error = visit.url.searchParams.get('error');
  return html`${done ? html`<div class="notice good" role="status"><p>${done}</p></div>` : null}
  ${error ? html`<div class="notice bad" role="alert"><p>${error}</p></div>` : null}`;
}

export function personName(customer: {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}): string {
  return [customer.firstName, customer.lastName].filter(Boolean).join(' ') || customer.email || 'No name';
}

/** The form above a list, and what was searched for with it. */
export function searchForm(visit: AdminVisit, label: string, placeholder: string): { query: string; form: Html } {
  const query = visit.url.searchParams.get('query')?.trim() ?? '';
  const form = html`<form class="inline card" role="search">
    <label class="grow"
      ><span class="visually-hidden">${label}</span
      ><input type="search" name="query" value="${query}" placeholder="${placeholder}" /></label
    ><button>Search</button>
  </form>`;
  return { query, form };
}

const PAGE_SIZE = 50;

/** Cuts a list by `?page=`; the links keep the other parameters. */
export function paged<T>(visit: AdminVisit, items: readonly T[]): { rows: T[]; pager: Html } {
  const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  const current = Math.min(pages, Math.max(1, Number(visit.url.searchParams.get('page')) || 1));
  const link = (page: number): string => {
    const query = new URLSearchParams(visit.url.searchParams);
    query.delete('done');
    query.set('page', String(page));
    return `?${query.toString()}`;
  };
  const pager = html`<div class="pager">
    <span class="muted">${items.length} in all · page ${current} of ${pages}</span>
    <span>
      ${current > 1 ? html`<a href="${link(current - 1)}">Previous</a> ` : null}
      ${current < pages ? html`<a href="${link(current + 1)}">Next</a>` : null}
    </span>
  </div>`;
  return { rows: items.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE), pager };
}
