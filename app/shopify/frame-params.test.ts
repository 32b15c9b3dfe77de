import { describe, expect, it } from 'vitest';
import { frameReturnPage, lostItsFrame } from './frame-params.ts';

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
});
