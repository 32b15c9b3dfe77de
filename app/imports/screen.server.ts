/** The import screen's questions: what is there, taking a file in, bringing it in or letting it go. */
import { liveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { skipLookUp } from './look-up.server.ts';
import { previewImport } from './preview.server.ts';
import { getImport, listImports, listProblems, type ImportReport } from './report.server.ts';
import { askForImport } from './run-due.server.ts';
import {
  importActionSchema,
  importQuestionSchema,
  type ImportAnswer,
  type ImportScreen,
  type ImportView,
} from './screen.ts';
import { discardImport, stageImport } from './stage.server.ts';

const PROBLEMS_SHOWN = 20;

export async function importScreen(shop: ShopFacts, importId: string | null): Promise<ImportScreen> {
  const [imports, report, live] = await Promise.all([
    listImports(shop.id),
    importId === null ? null : getImport(shop.id, importId),
    liveProgram(shop.id),
  ]);
  const current = report && {
    report: toView(report),
    preview: report.askedAt || report.isLookingUp ? null : await previewImport(shop.id, report.id),
    problems: await listProblems(shop.id, report.id, 0, PROBLEMS_SHOWN),
  };
  return {
    imports: imports.map(toView),
    current,
    levels: (live?.program.tiers?.levels ?? []).map(({ id, name }) => ({ id, name })),
  };
}

function toView(report: ImportReport): ImportView {
  return {
    ...report,
    stagedAt: report.stagedAt.toISOString(),
    askedAt: report.askedAt?.toISOString() ?? null,
    finishedAt: report.finishedAt?.toISOString() ?? null,
  };
}

/** @param file the bytes of a CSV file, read as they come. */
export async function takeFileIn(
  shop: ShopFacts,
  question: unknown,
  file: AsyncIterable<Uint8Array> | null,
  now: Date,
): Promise<ImportAnswer> {
  const asked = importQuestionSchema.safeParse(question);
  if (!asked.success || !file) return { ok: false, problems: ['not_read'] };
  return stageImport({ ...asked.data, shop, source: file, now });
}

/** @returns whether there was such an import that waited for that. */
export async function answerImport(shopId: number, actor: string, body: unknown, now: Date): Promise<boolean> {
  const asked = importActionSchema.safeParse(body);
  if (!asked.success) return false;
  const { intent, importId } = asked.data;
  switch (intent) {
    case 'apply':
      return askForImport(shopId, importId, actor, now);
    case 'discard':
      return discardImport(shopId, importId);
    case 'skip_look_up':
      return skipLookUp(shopId, importId);
  }
}
