/** Opens the pages that stand outside of the admin and the store: what a member reaches from a message. */
import type { Browser } from 'playwright-core';
import { memberToken } from '#app/messages/member-token.server.ts';
import { openContext } from '#tests/kit/browser.ts';
import type { TestStack } from '#tests/kit/stack.ts';
import type { Album } from './album.ts';
import { complaintsOf, findings, type Language } from './checks.ts';
import type { PublicScreen } from './registry.ts';

export interface PublicRun {
  browser: Browser;
  stack: TestStack;
  screens: PublicScreen[];
  languages: Language[];
  widthsPx: number[];
  album: Album;
  tell(sentence: string): void;
}

export async function shootPublic(run: PublicRun): Promise<void> {
  const { context, page } = await openContext(run.browser, { width: 1280, height: 860 });
  const complaints = complaintsOf(page);
  const token = await aToken(run.stack);
  for (const language of run.languages) {
    for (const screen of run.screens) {
      const path = screen.path.replace(':token', token).replace(':language', language);
      for (const widthPx of run.widthsPx) {
        const named = { screen: screen.name, language, widthPx };
        await page.setViewportSize({ width: widthPx, height: widthPx < 600 ? 844 : 860 });
        const answer = await page.goto(`${run.stack.appUrl}${path}`);
        await page.screenshot({ path: run.album.add({ ...named, variant: 'member' }), fullPage: true });
        run.album.find(await findings(page.mainFrame(), { ...named, words: 'body', barriers: 'body' }));
        const heard = complaints.take().filter((what) => answer?.status() !== 404 || !/status of 404/.test(what));
        run.album.find(heard.map((what) => ({ ...named, kind: 'console' as const, what })));
      }
    }
  }
  run.tell(`${run.screens.length} pages outside of admin and store`);
  await context.close();
}

/** A link as messages carry it, made with the secret that the stack's processes have. */
async function aToken(stack: TestStack): Promise<string> {
  Object.assign(process.env, {
    DATABASE_URL: stack.databaseUrl,
    SHOPIFY_API_KEY: 'regulars-demo-key',
    SHOPIFY_API_SECRET: 'regulars-demo-secret',
    SHOPIFY_APP_URL: stack.appUrl,
  });
  const [member] = await stack.query<{ shop_id: number; id: string }>(
    `SELECT shop_id, id FROM members WHERE status = 'active' ORDER BY id LIMIT 1`,
  );
  if (!member) throw new Error('Nobody has joined this shop.');
  return memberToken({ shopId: member.shop_id, memberId: member.id });
}
