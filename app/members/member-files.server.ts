/** The files that the members pages give: members, what a bulk action could not do, what an import did not take. Only reads. */
import { inLocale } from '../i18n/explain.ts';
import { sayProblem } from '../imports/say-problem.ts';
import { listProblems } from '../imports/report.server.ts';
import { BYTE_ORDER_MARK, csvLine } from '../lib/csv.ts';
import type { Locale } from '../lib/locales.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import type { CustomerName } from '../shopify/customers.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { listBulkFailures } from './bulk/bulk-store.server.ts';
import { exportMembers } from './export.server.ts';
import type { FileRequest } from './members-action.ts';
import { readMembersParams } from './members-params.ts';
import { findSearched } from './members-search.server.ts';

export interface FileContext {
  shop: ShopFacts;
  locale: Locale;
  now: Date;
  /** Words of the screen: of a column, and of why something was not done. */
  column(key: string): string;
  failure(key: string): string;
  searchCustomerIds(text: string): Promise<string[]>;
  fetchNames(customerIds: string[]): Promise<Map<string, CustomerName>>;
}

/** @returns the file's text, piece by piece. */
export async function memberFile(request: FileRequest, context: FileContext): Promise<AsyncGenerator<string>> {
  const { shop, locale, now } = context;
  switch (request.kind) {
    case 'members': {
      const { filter, search } = readMembersParams(new URLSearchParams(request.view));
      const { only } = await findSearched(search, context.searchCustomerIds);
      const levels = (await liveProgram(shop.id))?.program.tiers?.levels ?? [];
      const names = new Map(levels.map(({ id, name }) => [id, inLocale(name, locale)]));
      return exportMembers(
        shop,
        {
          ...{ filter, only, memberIds: request.memberIds },
          fetchNames: request.withNames ? context.fetchNames : null,
          head: (column) => context.column(column),
          levelName: (id) => names.get(id) ?? id,
        },
        now,
      );
    }
    case 'bulk_failures':
      return bulkFailures(shop.id, request.bulkId, context);
    case 'import_problems':
      return importProblems(shop.id, request.importId, locale, context);
  }
}

async function* bulkFailures(
  shopId: number,
  bulkId: string,
  words: Pick<FileContext, 'column' | 'failure'>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine([words.column('memberId'), words.column('customerId'), words.column('reason')]);
  for (let after: string | null = null; ;) {
    const failures: Awaited<ReturnType<typeof listBulkFailures>> = await listBulkFailures(shopId, bulkId, after);
    yield failures
      .map(({ memberId, customerId, code }) => csvLine([memberId, customerId, words.failure(code)]))
      .join('');
    after = failures.at(-1)?.memberId ?? null;
    if (after === null) return;
  }
}

async function* importProblems(
  shopId: number,
  importId: string,
  locale: Locale,
  words: Pick<FileContext, 'column' | 'failure'>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine([words.column('line'), words.column('reason')]);
  for (let after = 0; ;) {
    const problems = await listProblems(shopId, importId, after);
    yield problems.map(({ line, code }) => csvLine([line, sayProblem(code, locale)])).join('');
    const last = problems.at(-1);
    if (!last) return;
    after = last.line;
  }
}
