/** The app that the sandbox knows: its registration (from the TOML), its installation, its access tokens. */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from './context.ts';
import type { AppsRoom } from './machine-contract.ts';
import { Table } from './database.ts';
import { scopesUpdatePayload, shopPayload, shopRedactPayload } from './payload-shop.ts';
import { refuse } from './refusal.ts';
import type { AccessToken, AppRegistration, Installation } from './machine-types.ts';
import type { WebhookQueue } from './webhooks.ts';

const SHOP_REDACT_AFTER_MS = 48 * 60 * 60 * 1000;

interface StoredToken extends AccessToken {
  id: number;
}

/** A write scope includes reading, as Shopify grants it. */
export function withImpliedScopes(scopes: string[]): string[] {
  const all = new Set(scopes);
  for (const scope of scopes) if (scope.startsWith('write_')) all.add(scope.replace('write_', 'read_'));
  return [...all].sort();
}

export class Apps implements AppsRoom {
  readonly #context: Context;
  readonly #webhooks: WebhookQueue;
  readonly #installations: Table<Installation>;
  readonly #tokens: Table<StoredToken>;

  constructor(context: Context, webhooks: WebhookQueue) {
    this.#context = context;
    this.#webhooks = webhooks;
    this.#installations = new Table<Installation>(context.db, 'installations');
    this.#tokens = new Table<StoredToken>(context.db, 'access_tokens', {
      token: { type: 'TEXT', of: ({ token }) => token, unique: true },
      refresh_token: { type: 'TEXT', of: ({ refreshToken }) => refreshToken },
    });
  }

  registration(): AppRegistration | null {
    const stored = this.#context.db.meta('app');
    return stored ? (JSON.parse(stored) as AppRegistration) : null;
  }

  register(app: AppRegistration): void {
    this.#context.db.transaction(() => {
      this.#context.db.setMeta('app', JSON.stringify(app));
      if (this.installation()) this.#webhooks.replaceTomlSubscriptions(app);
    });
  }

  installation(): Installation | null {
    return this.#installations.find([], { limit: 1 })[0] ?? null;
  }

  installationById(id: number): Installation | null {
    return this.#installations.get(id);
  }

  install(options: { scopes?: string[] } = {}): Installation {
    return this.#context.db.transaction(() => {
      const app = this.#requireApp();
      const present = this.installation();
      if (present) return present;
      const installation = this.#installations.put({
        id: this.#context.db.nextId(),
        appId: app.appId,
        grantedScopes: withImpliedScopes(options.scopes ?? app.scopes),
        installedAt: this.#context.world().clock.nowInstant(),
      });
      this.#webhooks.replaceTomlSubscriptions(app);
      this.#webhooks.cancelPlanned('shop/redact');
      return installation;
    });
  }

  uninstall(): void {
    this.#context.db.transaction(() => {
      const world = this.#context.world();
      const installation = this.installation();
      if (!installation) refuse('INVALID', 'The app is not installed.', ['id']);
      const shop = world.shop.get();
      world.webhooks.emit('app/uninstalled', shopPayload(shop));
      world.webhooks.emit('shop/redact', shopRedactPayload(shop), { atMs: world.clock.nowMs() + SHOP_REDACT_AFTER_MS });
      for (const subscription of world.webhooks.subscriptions()) world.webhooks.unsubscribe(subscription.id);
      for (const token of this.#tokens.find()) this.#tokens.delete(token.id);
      world.metafields.deleteOfOwner({ ownerType: 'API_PERMISSION', ownerId: installation.id });
      this.#installations.delete(installation.id);
    });
  }

  updateScopes(scopes: string[]): Installation {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const before = this.installation();
      if (!before) refuse('INVALID', 'The app is not installed.', ['id']);
      const installation = this.#installations.put({ ...before, grantedScopes: withImpliedScopes(scopes) });
      for (const token of this.#tokens.find()) this.#tokens.put({ ...token, scopes: installation.grantedScopes });
      const change = {
        previous: before.grantedScopes,
        current: installation.grantedScopes,
        at: world.clock.nowInstant(),
      };
      world.webhooks.emit('app/scopes_update', scopesUpdatePayload(world.shop.get(), installation.id, change));
      return installation;
    });
  }

  issueToken(input: Parameters<AppsRoom['issueToken']>[0]): AccessToken {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const installation = this.installation();
      if (!installation) refuse('INVALID', 'The app is not installed.', ['id']);
      const after = (seconds: number | null | undefined): string | null =>
        seconds ? new Date(world.clock.nowMs() + seconds * 1000).toISOString() : null;
      const refreshTokenExpiresAt = after(input.refreshExpiresInSeconds);
      const stored = this.#tokens.put({
        id: this.#context.db.nextId(),
        token: `${input.kind === 'online' ? 'shpua' : 'shpat'}_${randomBytes(16).toString('hex')}`,
        kind: input.kind,
        appId: installation.appId,
        scopes: installation.grantedScopes,
        userId: input.userId ?? null,
        createdAt: world.clock.nowInstant(),
        expiresAt: after(input.expiresInSeconds),
        refreshToken: refreshTokenExpiresAt ? `shprt_${randomBytes(16).toString('hex')}` : null,
        refreshTokenExpiresAt,
      });
      return published(stored);
    });
  }

  findToken(token: string): AccessToken | null {
    const stored = this.#tokens.first({ column: 'token', value: token });
    return stored && this.#isLive(stored.expiresAt) ? published(stored) : null;
  }

  findRefreshToken(refreshToken: string): AccessToken | null {
    const stored = this.#tokens.first({ column: 'refresh_token', value: refreshToken });
    return stored && this.#isLive(stored.refreshTokenExpiresAt) ? published(stored) : null;
  }

  revokeToken(token: string): void {
    const stored = this.#tokens.first({ column: 'token', value: token });
    if (stored) this.#tokens.delete(stored.id);
  }

  #isLive(expiresAt: string | null): boolean {
    return expiresAt === null || Date.parse(expiresAt) > this.#context.world().clock.nowMs();
  }

  #requireApp(): AppRegistration {
    return (
      this.registration() ?? refuse('NOT_FOUND', 'No app is registered: the sandbox found no shopify.app.toml.', null)
    );
  }
}

function published({ id: _id, ...token }: StoredToken): AccessToken {
  return token;
}

/** A steady numeric app id for a client id, so that `app--<id>--…` namespaces survive a fresh start. */
export function appIdOf(apiKey: string): number {
  return Number.parseInt(createHash('sha256').update(apiKey).digest('hex').slice(0, 10), 16);
}
