import { expect, test, vi } from 'vitest';
import { readMembersParams } from './members-params.ts';
import { findSearched } from './members-search.server.ts';

test('An address with nothing or nonsense in it is the whole list, newest first', () => {
  const whole = { search: '', status: 'all', sort: 'joined', ascending: false, cursor: null, direction: 'next' };
  expect(readMembersParams(new URLSearchParams())).toEqual(whole);
  expect(readMembersParams(new URLSearchParams('status=gone&sort=shoe up'))).toEqual(whole);
});

test('Search, filter, order and page are read from the address', () => {
  const params = new URLSearchParams('q= Freja &status=blocked&sort=balance asc&before=5~x');
  expect(readMembersParams(params)).toEqual({
    search: 'Freja',
    status: 'blocked',
    sort: 'balance',
    ascending: true,
    cursor: '5~x',
    direction: 'previous',
  });
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
