/**
 * A page with blocks of the extension, its assets, and behind it the answers of the app proxy and of the cart, scripted by
 * the test: for what a running app cannot be made to answer at will (a lost answer, a slow one, a cart that refuses).
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { extensionRoot, rewards } from './render-block.ts';
import type { Locale, Member } from './render-block.ts';

export interface AskedRequest {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

export interface CartCode {
  code: string;
  applicable: boolean;
}

/** `lost_after`: the app does as asked, and its answer breaks off on the way. */
type Answer = { status: number; body: object } | 'lost_after';

export class Storefront {
  /** What the app and the cart were asked, in order. */
  asked: AskedRequest[] = [];
  /** Every path that a browser requested, pages and assets too. */
  requested: string[] = [];
  html = '';
  member: Member | null = null;
  history: { at: string; points: number; kind: string; text: string }[] = [];
  locale: Locale = 'en';
  /** Answers for the next requests to a path, before the usual ones. */
  script = new Map<string, Answer[]>();
  /** How long the app thinks before it answers a redemption. */
  delayMs = 0;
  /** How long the cart thinks before it does as it is asked. */
  cartDelayMs = 0;
  /** The next redemption is answered with 202 and this many polls. */
  pollsUntilReady = 0;
  cart = { item_count: 2, items_subtotal_price: 20000, discount_codes: [] as CartCode[] };
  /** Whether the cart takes a code, given the others. */
  takes: (code: string, others: string[]) => boolean = () => true;
  private readonly redeemed = new Map<string, { redemptionId: string; rewardId: string; code: string }>();
  private readonly server = createServer((request, response) => void this.answer(request, response));
  origin = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  reset(): void {
    this.asked = [];
    this.requested = [];
    this.member = null;
    this.history = [];
    this.locale = 'en';
    this.script.clear();
    this.delayMs = 0;
    this.cartDelayMs = 0;
    this.pollsUntilReady = 0;
    this.cart = { item_count: 2, items_subtotal_price: 20000, discount_codes: [] };
    this.takes = () => true;
    this.redeemed.clear();
  }

  /** How often the app was asked for a path. */
  count(path: string): number {
    return this.asked.filter((request) => request.path === path).length;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    this.requested.push(url.pathname);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (url.pathname.startsWith('/cdn/')) return this.sendAsset(url.pathname, response);
    if (/^\/(apps\/regulars|proxy|cart)\b/.test(url.pathname)) {
      const path = url.pathname.replace(/^\/(apps\/regulars|proxy)\//, '');
      const text = Buffer.concat(chunks).toString();
      const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
      this.asked.push({ method: request.method ?? 'GET', path, body });
      const scripted = this.script.get(path)?.shift();

      if (scripted && scripted !== 'lost_after') {
        response.writeHead(scripted.status, { 'content-type': 'application/json' }).end(JSON.stringify(scripted.body));
        return;
      }
      const usual = path.startsWith('/cart') ? await this.cartAnswer(path, body) : await this.appAnswer(path, body);
      if (scripted === 'lost_after') {
        // With its head sent, the browser does not ask again by itself, as it may after a connection that says nothing.
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{');
        setTimeout(() => response.destroy(), 20);
        return;
      }
      const { status, body: answer } = usual;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(this.html);
  }

  private sendAsset(path: string, response: ServerResponse): void {
    const name = basename(path);
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'max-age=600' });
    response.end(readFileSync(`${extensionRoot}/assets/${name}`));
  }

  private async appAnswer(path: string, body: Record<string, unknown>): Promise<{ status: number; body: object }> {
    const { member } = this;
    if (path === 'member') return { status: 200, body: this.memberAnswer() };
    if (path === 'join') {
      this.member = { availablePoints: 100, pendingPoints: 0, status: 'active', version: 1, codes: [] };
      return { status: 200, body: { member: this.memberAnswer().member } };
    }
    const refuse = (status: number, code: string, more = {}) => ({
      status,
      body: { error: { code, message: `The app says: ${code}`, ...more } },
    });
    if (!member) return refuse(401, 'login_required');
    if (path === 'redeem') {
      await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      const requestId = String(body.requestId);
      const known = this.redeemed.get(requestId);
      const reward = rewards.find((each) => each.id === body.rewardId);
      if (!reward) return refuse(422, 'reward_unavailable');
      const missingPoints = reward.costPoints - member.availablePoints;
      if (!known && missingPoints > 0) return refuse(409, 'insufficient_points', { missingPoints });
      const number = this.redeemed.size + 1;
      const made = known ?? { redemptionId: `rd_${number}`, rewardId: reward.id, code: `RG-7K3M-9QXT-${number}` };
      if (!known) {
        this.redeemed.set(requestId, made);
        member.availablePoints -= reward.costPoints;
        this.history.unshift({
          at: '2026-11-20T10:00:00Z',
          points: -reward.costPoints,
          kind: 'redeemed',
          text: 'Reward',
        });
      }
      if (this.pollsUntilReady > 0) {
        return {
          status: 202,
          body: { status: 'preparing', redemptionId: made.redemptionId, availablePoints: member.availablePoints },
        };
      }
      return { status: 200, body: this.ready(made) };
    }
    const [, redemptionId, action] = path.split('/');
    const made = [...this.redeemed.values()].find((each) => each.redemptionId === redemptionId);
    const held = member.codes.find((each) => each.redemptionId === redemptionId);
    if (action === 'cancel' && held) {
      member.codes = member.codes.filter((each) => each !== held);
      member.availablePoints += rewards.find((each) => each.id === held.rewardId)?.costPoints ?? 0;
      return { status: 200, body: { status: 'returned', availablePoints: member.availablePoints } };
    }
    if (!made) return refuse(404, 'not_found');
    if (--this.pollsUntilReady > 0)
      return { status: 200, body: { status: 'preparing', redemptionId, availablePoints: 0 } };
    return { status: 200, body: this.ready(made) };
  }

  private ready(made: { redemptionId: string; rewardId: string; code: string }): object {
    const { member } = this;
    if (!member) throw new Error('Only a member has redemptions.');
    if (!member.codes.some((each) => each.redemptionId === made.redemptionId)) {
      member.codes.push({ ...made, expiresAt: '2027-05-20T00:00:00Z' });
    }
    return {
      status: 'ready',
      ...made,
      title: this.titleOf(made.rewardId),
      expiresAt: '2027-05-20T00:00:00Z',
      availablePoints: member.availablePoints,
      combinesWith: { order: false, product: true, shipping: true },
    };
  }

  private titleOf(rewardId: string): string {
    return rewards.find((each) => each.id === rewardId)?.title[this.locale] ?? '';
  }

  /** Redemptions that nobody has asked for often enough yet. */
  private beingMade() {
    const ready = this.member?.codes.map((each) => each.redemptionId);
    const waiting = [...this.redeemed.values()].filter(({ redemptionId }) => !ready?.includes(redemptionId));
    return this.pollsUntilReady > 0 ? waiting.map((each) => ({ ...each, code: null, status: 'preparing' })) : [];
  }

  private memberAnswer() {
    const { member } = this;
    const available = member?.availablePoints ?? 0;
    return {
      member: member && { ...member, joinedAt: '2026-01-05T09:00:00Z' },
      rewards: rewards.map((reward) => ({
        id: reward.id,
        kind: reward.kind,
        title: this.titleOf(reward.id),
        costPoints: reward.costPoints,
        affordable: reward.costPoints <= available,
        missingPoints: Math.max(0, reward.costPoints - available),
      })),
      codes: [...this.beingMade(), ...(member?.codes ?? [])].map((each) => ({
        status: 'ready',
        ...each,
        title: this.titleOf(each.rewardId),
        createdAt: '2026-11-20T10:00:00Z',
        combinesWith: { order: false, product: true, shipping: true },
      })),
      history: this.history,
    };
  }

  private async cartAnswer(path: string, body: Record<string, unknown>): Promise<{ status: number; body: object }> {
    await new Promise((resolve) => setTimeout(resolve, this.cartDelayMs));
    if (path === '/cart/update.js') {
      const codes = String(body.discount).split(',').filter(Boolean);
      this.cart.discount_codes = codes.map((code) => ({
        code,
        applicable: this.takes(
          code,
          codes.filter((other) => other !== code),
        ),
      }));
    }
    return { status: 200, body: this.cart };
  }
}

/** A plain theme around the blocks: warm colors, or dark ones, as themes set them on the body alone. */
export function pageAround(blocks: string, options: { dark?: boolean; locale?: Locale; main?: string } = {}): string {
  const [text, ground] = options.dark ? ['#f1e9df', '#1b1713'] : ['#2f241c', '#fbf7f1'];
  return `<!doctype html><html lang="${options.locale ?? 'en'}"><head><meta charset="utf-8"><title>Store</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body{margin:0;font:16px/1.5 Georgia,serif;color:${text};background:${ground}}main{max-width:640px;margin:0 auto;padding:24px}
button{letter-spacing:.2em;text-transform:uppercase}</style></head>
<body><main><h1>Kaffe &amp; Co</h1>${options.main ?? '<p>Freshly roasted in Aarhus.</p>'}</main>${blocks}</body></html>`;
}
