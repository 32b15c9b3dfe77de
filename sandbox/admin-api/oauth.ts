/**
 * `POST /admin/oauth/access_token`: token exchange and refresh of expiring offline tokens.
 * Source: shopify.dev, "Exchange a session token for an access token", "About offline access tokens".
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessToken } from '#sandbox/world/machine-types.ts';
import type { World } from '#sandbox/world/world.ts';
import { verifySessionToken } from './session-token.ts';
import { forgetTokenLife, isRefreshAlive, keepTokenLife } from './token-life.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';

const OFFLINE_SECONDS = 60 * 60;
const REFRESH_SECONDS = 90 * 24 * 60 * 60;
const ONLINE_SECONDS = 24 * 60 * 60;
/** The world would count by the sandbox's clock, so it is told "for good"; token-life.ts counts by real time. */
const FOR_GOOD_SECONDS = 100 * 365 * 24 * 60 * 60;

export interface OauthAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** `fields` are the request's body, JSON or form; `nowMs` is real time (session tokens live by it). */
export function accessTokenAnswer(world: World, fields: Record<string, string>, nowMs: number): OauthAnswer {
  const app = world.apps.registration();
  if (!app || fields['client_id'] !== app.apiKey || !sameSecret(fields['client_secret'] ?? '', app.apiSecret)) {
    return refusal('invalid_client', 'The client credentials are invalid.', 401);
  }
  const grant = fields['grant_type'];
  if (grant === 'refresh_token') return refreshed(world, fields['refresh_token'] ?? '', nowMs);
  if (grant !== TOKEN_EXCHANGE) {
    return refusal(
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  }
  if (fields['subject_token_type'] !== ID_TOKEN) {
    return refusal('invalid_request', 'The subject_token_type is missing or not supported.');
  }
  const claims = verifySessionToken(fields['subject_token'] ?? '', {
    apiKey: app.apiKey,
    apiSecret: app.apiSecret,
    shopDomain: world.shop.get().domain,
    nowMs,
  });
  // Without an installation (managed installation grants it before the app opens) there is nothing to exchange for.
  if (!claims || !world.apps.installation()) {
    return refusal('invalid_subject_token', 'Token exchange cannot be performed due to an invalid subject token.');
  }
  const wanted = fields['requested_token_type'] ?? OFFLINE;
  if (wanted === ONLINE) {
    const token = world.apps.issueToken({ kind: 'online', userId: Number(claims.sub) });
    keepTokenLife(world, token.token, { expiresAtMs: nowMs + ONLINE_SECONDS * 1000, refreshExpiresAtMs: null });
    return {
      status: 200,
      body: { ...tokenBody(token), expires_in: ONLINE_SECONDS - 1, ...associatedUser(world, token) },
    };
  }
  if (wanted !== OFFLINE) return refusal('invalid_request', 'The requested_token_type is not supported.');
  if (fields['expiring'] !== '1') return { status: 200, body: tokenBody(world.apps.issueToken({ kind: 'offline' })) };
  return expiring(world, nowMs);
}

function expiring(world: World, nowMs: number): OauthAnswer {
  const token = world.apps.issueToken({ kind: 'offline', refreshExpiresInSeconds: FOR_GOOD_SECONDS });
  keepTokenLife(world, token.token, {
    expiresAtMs: nowMs + OFFLINE_SECONDS * 1000,
    refreshExpiresAtMs: nowMs + REFRESH_SECONDS * 1000,
  });
  return {
    status: 200,
    body: {
      ...tokenBody(token),
      expires_in: OFFLINE_SECONDS,
      refresh_token: token.refreshToken,
      refresh_token_expires_in: REFRESH_SECONDS,
    },
  };
}

/** The pair is replaced; the old access token stops working. */
function refreshed(world: World, refreshToken: string, nowMs: number): OauthAnswer {
  const old = world.apps.findRefreshToken(refreshToken);
  if (!old || !isRefreshAlive(world, old.token, nowMs) || !world.apps.installation()) {
    return refusal('invalid_grant', 'The refresh token is invalid, expired, or was already used.');
  }
  const answer = expiring(world, nowMs);
  world.apps.revokeToken(old.token);
  forgetTokenLife(world, old.token);
  return answer;
}

function tokenBody(token: AccessToken): Record<string, unknown> {
  return { access_token: token.token, scope: token.scopes.join(',') };
}

function associatedUser(world: World, token: AccessToken): Record<string, unknown> {
  const staff = world.shop.staff();
  return {
    associated_user_scope: token.scopes.join(','),
    associated_user: {
      id: staff.id,
      first_name: staff.firstName,
      last_name: staff.lastName,
      email: staff.email,
      account_owner: staff.accountOwner,
      locale: staff.locale,
      collaborator: false,
      email_verified: true,
    },
  };
}

function refusal(error: string, description: string, status = 400): OauthAnswer {
  return { status, body: { error, error_description: description } };
}

function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
