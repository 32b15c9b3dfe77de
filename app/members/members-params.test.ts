import { expect, test, vi } from 'vitest';
import { everyMember, readMembersParams, viewOf } from './members-params.ts';
import { findSearched } from './members-search.server.ts';

test('An address with nothing or nonsense in it is the whole list, newest first', () => {
  const whole = { search: '', filter: everyMember, sort: 'joined', ascending: false, cursor: null, direction: 'next' };
  expect(readMembersParams(new URLSearchParams())).toEqual(whole);
  const nonsense =
    'status=gone&sort=shoe up&balanceFrom=12x&joinedFrom=2026-02-30&lastWithin=-3&birthday=13&paid=maybe&codes=1&level=&spentTo=99999999999999';
  expect(readMembersParams(new URLSearchParams(nonsense))).toEqual(whole);
});

test('Search, filter, order and page are read from the address', () => {
  const address =
    'q= Freja &status=blocked&sort=balance asc&before=5~x&level=gold&level=none&balanceFrom=-5&joinedTo=2026-02-28&lastBefore=90&spentFrom=5000&codes=yes&birthday=2&paid=no';
  expect(readMembersParams(new URLSearchParams(address))).toEqual({
    search: 'Freja',
    filter: {
      ...everyMember,
      ...{ status: 'blocked', levels: ['gold', 'none'], balanceFrom: -5, joinedTo: '2026-02-28', lastBefore: 90 },
      ...{ spentFromMinor: 5000, hasCodes: true, birthdayMonth: 2, paid: 'no' },
    },
    sort: 'balance',
    ascending: true,
    cursor: '5~x',
    direction: 'previous',
  });
});

test('A view is what the address filters, searches and sorts by, without the page, in one order', () => {
  expect(viewOf(new URLSearchParams('after=1~2&level=b&q=x&level=a&shop=evil&status='))).toBe('q=x&level=a&level=b');
  expect(viewOf(new URLSearchParams('before=1'))).toBe('');
});

test('Names and addresses are searched by Shopify; customer ids and codes need no answer from it', async () => {
  const ask = vi.fn(async () => ['7001']);
  expect(await findSearched('', ask)).toEqual({ only: null, isIncomplete: false });
  expect(await findSearched('8412532441088', ask)).toMatchObject({ only: { customerIds: ['8412532441088'] } });
  expect(await findSearched('rg-7k3m-aaaa', ask)).toMatchObject({ only: { customerIds: [], code: 'RG-7K3M-AAAA' } });
  expect(ask).not.toHaveBeenCalled();
  expect(await findSearched('freja', ask)).toEqual({
    only: { customerIds: ['7001'], code: 'FREJA' },
    isIncomplete: false,
  });
});

test('While Shopify cannot be asked, the search says that it is incomplete', async () => {
  for (const failure of [new Error('throttled'), new Response(null, { status: 503 })]) {
    const search = await findSearched('freja', () => Promise.reject(failure));
    expect(search).toEqual({ only: { customerIds: [], code: 'FREJA' }, isIncomplete: true });
  }
});

test('A new session that Shopify asks for reaches the browser', async () => {
  const answer = new Response(null, { status: 401 });
  await expect(findSearched('freja', () => Promise.reject(answer))).rejects.toBe(answer);
});
