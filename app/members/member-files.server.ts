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
  /** A word of the screen by its key below `members.file`. */
  word(key: string): string;
  searchCustomerIds(text: string): Promise<string[]>;
  fetchNames(customerIds: string[]): Promise<Map<string, CustomerName>>;
}

/** @returns the file's text, piece by piece. */
export async function memberFile(request: FileRequest, context: FileContext): Promise<AsyncGenerator<string>> {
  const { shop, locale, now, word } = context;
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
          head: (column) => word(`columns.${column}`),
          levelName: (id) => names.get(id) ?? id,
        },
        now,
      );
    }
    case 'bulk_failures':
      return bulkFailures(shop.id, request.bulkId, word);
    case 'import_problems':
      return importProblems(shop.id, request.importId, locale, word);
  }
}

async function* bulkFailures(shopId: number, bulkId: string, word: FileContext['word']): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine([word('columns.memberId'), word('columns.customerId'), word('columns.reason')]);
  for (let after: string | null = null; ;) {
    const failures: Awaited<ReturnType<typeof listBulkFailures>> = await listBulkFailures(shopId, bulkId, after);
    yield failures
      .map(({ memberId, customerId, code }) => csvLine([memberId, customerId, word(`failures.${code}`)]))
      .join('');
    after = failures.at(-1)?.memberId ?? null;
    if (after === null) return;
  }
}

async function* importProblems(
  shopId: number,
  importId: string,
  locale: Locale,
  word: FileContext['word'],
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine([word('columns.line'), word('columns.reason')]);
  for (let after = 0; ;) {
    const problems = await listProblems(shopId, importId, after);
    yield problems.map(({ line, code }) => csvLine([line, sayProblem(code, locale)])).join('');
    const last = problems.at(-1);
    if (!last) return;
    after = last.line;
  }
}
