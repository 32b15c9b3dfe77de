/** Reads `shopify.app.toml` as `shopify app deploy` would, with the local addresses that `shopify app dev` would set. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { appIdOf } from '#sandbox/world/apps.ts';
import type { AppRegistration } from '#sandbox/world/machine-types.ts';

export interface AppConfigOptions {
  tomlFile: string;
  /** Where the app really runs, e.g. `http://localhost:4502`; replaces `application_url`. */
  appUrl: string;
  /** Replaces `client_id`. */
  apiKey?: string;
  apiSecret: string;
}

type Table = Record<string, unknown>;

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Throws with the path when the file is missing or has no `client_id`. */
export function readAppConfig(options: AppConfigOptions): AppRegistration {
  const toml = table(parse(readFileSync(options.tomlFile, 'utf8')));
  const clientId = options.apiKey ?? text(toml['client_id']);
  if (!clientId) throw new Error(`${options.tomlFile} has no client_id, and no SHOPIFY_API_KEY is set.`);
  const configuredUrl = text(toml['application_url']) ?? options.appUrl;
  const local = (address: string): string =>
    new URL(address.replace(configuredUrl.replace(/\/$/, ''), ''), `${options.appUrl.replace(/\/$/, '')}/`).href;
  const webhooks = table(toml['webhooks']);
  const scopes = table(toml['access_scopes']);
  const proxy = table(toml['app_proxy']);
  const proxyUrl = text(proxy['url']);
  const subscriptions = (Array.isArray(webhooks['subscriptions']) ? webhooks['subscriptions'] : []).flatMap((entry) => {
    const subscription = table(entry);
    const uri = text(subscription['uri']);
    if (!uri) return [];
    return [...texts(subscription['topics']), ...texts(subscription['compliance_topics'])].map((topic) => ({
      topic,
      uri: local(uri),
      includeFields: texts(subscription['include_fields']),
      filter: text(subscription['filter']),
    }));
  });
  return {
    appId: appIdOf(clientId),
    handle: text(toml['handle']) ?? 'app',
    title: text(toml['name']) ?? 'App',
    apiKey: clientId,
    apiSecret: options.apiSecret,
    applicationUrl: options.appUrl.replace(/\/$/, ''),
    embedded: toml['embedded'] !== false,
    scopes: scopeList(scopes['scopes']),
    optionalScopes: Array.isArray(scopes['optional_scopes']) ? texts(scopes['optional_scopes']) : [],
    webhookApiVersion: text(webhooks['api_version']) ?? '2026-10',
    webhookSubscriptions: subscriptions,
    appProxy: proxyUrl
      ? {
          url: local(proxyUrl),
          prefix: text(proxy['prefix']) ?? 'apps',
          subpath: text(proxy['subpath']) ?? text(toml['handle']) ?? 'app',
        }
      : null,
    flow: flowExtensions(join(dirname(options.tomlFile), 'extensions'), local),
  };
}

/** Flow triggers and actions of the `shopify.extension.toml` files beside the app's configuration. */
function flowExtensions(folder: string, local: (address: string) => string): NonNullable<AppRegistration['flow']> {
  const flow: NonNullable<AppRegistration['flow']> = { triggers: [], actions: [] };
  const files = existsSync(folder)
    ? readdirSync(folder).map((name) => join(folder, name, 'shopify.extension.toml'))
    : [];
  for (const file of files.filter((candidate) => existsSync(candidate))) {
    const contents = table(parse(readFileSync(file, 'utf8')));
    const { extensions } = contents;
    for (const entry of Array.isArray(extensions) ? extensions : []) {
      const extension = table(entry);
      const handle = text(extension['handle']) ?? '';
      const url = text(extension['runtime_url']);
      if (extension['type'] === 'flow_action' && url) flow.actions.push({ handle, url: local(url) });
      if (extension['type'] !== 'flow_trigger') continue;
      // Shopify's own template writes [settings] beside [[extensions]], not inside.
      const fields = table(extension['settings'] ?? contents['settings'])['fields'];
      const known = (Array.isArray(fields) ? fields : []).map(table);
      const shape = known.map((field) => ({ key: text(field['key']) ?? '', type: text(field['type']) ?? '' }));
      flow.triggers.push({ handle, fields: shape });
    }
  }
  return flow;
}

function scopeList(value: unknown): string[] {
  return (text(value) ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean);
}
