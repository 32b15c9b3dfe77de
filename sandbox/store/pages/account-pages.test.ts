import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallStore } from '../testing/small-store.ts';
import type { Browser, SmallStore } from '../testing/small-store.ts';

let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  visitor = store.visitor();
});
afterEach(() => store.close());

describe('log-in', () => {
  it('sends a six-digit code and opens the account with it', async () => {
    await visitor.post('/account/login', { email: 'Maja@Example.com' });
    expect(store.world.log.mails({ to: 'maja@example.com' })[0]?.text).toContain('123456');
    expect(await (await visitor.get('/account/login')).text()).toContain('123456');
    const response = await visitor.post('/account/login', { code: '123456' });
    expect(response.headers.get('location')).toBe('/account');
    expect(await (await visitor.get('/account')).text()).toContain('Maja');
  });

  it('refuses a wrong code, and the right one after five wrong ones', async () => {
    await visitor.post('/account/login', { email: 'maja@example.com' });
    for (let attempt = 0; attempt < 5; attempt++) {
      expect((await visitor.post('/account/login', { code: '000000' })).status).toBe(422);
    }
    expect((await visitor.post('/account/login', { code: '123456' })).status).toBe(422);
    expect((await visitor.get('/account')).status).toBe(302);
  });

  it('refuses a code that is older than a quarter of an hour', async () => {
    await visitor.post('/account/login', { email: 'maja@example.com' });
    store.world.clock.advance(16 * 60_000);
    expect((await visitor.post('/account/login', { code: '123456' })).status).toBe(422);
  });

  it('makes a customer of a new address', async () => {
    await visitor.logIn('ny@example.com');
    expect(store.world.customers.byEmail('ny@example.com')?.state).toBe('enabled');
  });

  it('goes back to the page that asked for the log-in, but never to another host', async () => {
    await visitor.get('/account/login?return_url=/products/krus');
    expect((await visitor.logIn('maja@example.com')).headers.get('location')).toBe('/products/krus');
    const other = store.visitor();
    await other.get('/account/login?return_url=https://evil.example/');
    expect((await other.logIn('maja@example.com')).headers.get('location')).toBe('/account');
  });

  it('forgets the customer at log-out', async () => {
    await visitor.logIn('maja@example.com');
    await visitor.get('/account/logout');
    expect((await visitor.get('/account')).headers.get('location')).toBe('/account/login');
  });
});
