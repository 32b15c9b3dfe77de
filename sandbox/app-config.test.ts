import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readAppConfig } from './app-config.ts';

const folders: string[] = [];

function toml(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'app-config-'));
  folders.push(folder);
  const file = path.join(folder, 'shopify.app.toml');
  writeFileSync(file, text);
  return file;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const local = { appUrl: 'http://localhost:4502', apiSecret: 'secret' };

describe('The app’s configuration', () => {
  it('is read as deployed, with every address where the app really runs', () => {
    const tomlFile = toml(`
      name = "Loyal"
      handle = "loyal"
      client_id = "abc"
      application_url = "https://loyal.example.com"
      embedded = true
      [access_scopes]
      scopes = "read_orders, write_discounts"
      [webhooks]
      api_version = "2026-10"
        [[webhooks.subscriptions]]
        topics = ["orders/paid"]
        compliance_topics = ["shop/redact"]
        uri = "/webhooks"
        [[webhooks.subscriptions]]
        topics = ["refunds/create"]
        uri = "https://loyal.example.com/other"
        include_fields = ["id"]
      [app_proxy]
      url = "https://loyal.example.com/proxy"
      prefix = "apps"
      subpath = "loyal"
    `);
    const app = readAppConfig({ tomlFile, ...local });
    expect(app).toMatchObject({
      handle: 'loyal',
      apiKey: 'abc',
      applicationUrl: 'http://localhost:4502',
      scopes: ['read_orders', 'write_discounts'],
      webhookApiVersion: '2026-10',
      appProxy: { url: 'http://localhost:4502/proxy', prefix: 'apps', subpath: 'loyal' },
    });
    expect(app.webhookSubscriptions.map(({ topic, uri, includeFields }) => [topic, uri, includeFields])).toEqual([
      ['orders/paid', 'http://localhost:4502/webhooks', []],
      ['shop/redact', 'http://localhost:4502/webhooks', []],
      ['refunds/create', 'http://localhost:4502/other', ['id']],
    ]);
  });

  it('has the same numeric app id whenever it has the same client id, so that namespaces last', () => {
    const tomlFile = toml('client_id = "abc"');
    const first = readAppConfig({ tomlFile, ...local });
    expect(readAppConfig({ tomlFile, ...local }).appId).toBe(first.appId);
    expect(readAppConfig({ tomlFile, ...local, apiKey: 'other' }).appId).not.toBe(first.appId);
  });

  it('without a client id, or without a file, fails with the name of the file', () => {
    const tomlFile = toml('name = "Loyal"');
    expect(() => readAppConfig({ tomlFile, ...local })).toThrow(tomlFile);
    expect(() => readAppConfig({ tomlFile: `${tomlFile}.missing`, ...local })).toThrow('shopify.app.toml.missing');
  });

  it('names the Flow triggers and actions of the extensions beside it', () => {
    const tomlFile = toml('client_id = "abc"\napplication_url = "https://loyal.example.com"');
    const folder = path.join(path.dirname(tomlFile), 'extensions', 'flow');
    mkdirSync(folder, { recursive: true });
    const extension = `
      [[extensions]]
      type = "flow_trigger"
      handle = "tier-reached"
        [settings]
          [[settings.fields]]
          type = "customer_reference"
          [[settings.fields]]
          type = "single_line_text_field"
          key = "tier"
      [[extensions]]
      type = "flow_action"
      handle = "award-points"
      runtime_url = "https://loyal.example.com/flow/award-points"
    `;
    writeFileSync(path.join(folder, 'shopify.extension.toml'), extension);
    expect(readAppConfig({ tomlFile, ...local }).flow).toEqual({
      triggers: [
        {
          handle: 'tier-reached',
          fields: [
            { key: '', type: 'customer_reference' },
            { key: 'tier', type: 'single_line_text_field' },
          ],
        },
      ],
      actions: [{ handle: 'award-points', url: 'http://localhost:4502/flow/award-points' }],
    });
  });
});
