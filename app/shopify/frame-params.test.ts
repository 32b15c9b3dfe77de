import { describe, expect, it } from 'vitest';
import { frameReturnPage, inAdmin, lostItsFrame } from './frame-params.ts';

const page = (address: string, headers: Record<string, string> = { Accept: 'text/html' }) =>
  new Request(`https://regulars.test${address}`, { headers });

describe('a whole page inside the admin that lost its parameters', () => {
  it('Only a document without a shop and without a token is taken for one', () => {
    expect(lostItsFrame(page('/app/members/1'))).toBe(true);
    expect(lostItsFrame(page('/app?shop=a.myshopify.com'))).toBe(false);
    expect(lostItsFrame(page('/app', { Accept: '*/*' }))).toBe(false);
    expect(lostItsFrame(page('/app', { Accept: 'text/html', Authorization: 'Bearer x' }))).toBe(false);
  });

  it('It goes back to the page that was asked for, and to no other place', async () => {
    expect(await frameReturnPage('/app/members/1?tab=orders').text()).toContain('"/app/members/1?tab=orders"');
    for (const elsewhere of ['https://evil.example', '//evil.example', '/application', 'javascript:alert(1)']) {
      expect(await frameReturnPage(elsewhere).text()).toContain('new URL("/app", location.origin)');
    }
    expect(await frameReturnPage('/app?x=</script><script>alert(1)').text()).not.toContain('</script><script>alert');
  });

  it('Opened outside of the admin, it is opened there at the same page, without what was of the old frame', () => {
    const admin = 'https://admin.shopify.com/store/a/apps/key';
    const asked = '/app/members?q=ann&shop=a.myshopify.com&host=x&embedded=1&id_token=t&hmac=h&timestamp=1&session=s';
    expect(inAdmin(admin, page(asked))).toBe(`${admin}/app/members?q=ann`);
    expect(inAdmin(admin, page('/app/members/1?shop=a.myshopify.com&host=x'))).toBe(`${admin}/app/members/1`);
  });
});
