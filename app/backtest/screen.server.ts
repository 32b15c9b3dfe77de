/** The screen's questions: what is there, and playing what was chosen. */
import { z } from 'zod';
import { readProgram, type Program } from '../program/document.ts';
import { findTemplate, templates } from '../program/templates/registry.ts';
import { getDraft, getPublished } from '../publishing/program-store.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import {
  askForBacktest,
  latestBacktest,
  type BacktestProblem,
  type BacktestSide,
  type BacktestSource,
} from './backtest-store.server.ts';
import { readCsvOrders, UnreadableFile } from './csv-orders.server.ts';
import { templateProgram } from './program-of.server.ts';
import { defaultAssumptions, type BacktestAssumptions, type BacktestResult } from './report.ts';

/** "live", "draft", or the id of a template. */
const choice = z.string().min(1).max(40);
const questionSchema = z.object({
  source: z.enum(['known', 'shopify', 'file']),
  fileName: z.string().max(300).default(''),
  program: choice,
  against: choice.nullable(),
  joinPercent: z.int().min(0).max(100),
  redeemPercent: z.int().min(0).max(100),
});
export type BacktestChoice = z.input<typeof questionSchema>;

export type BacktestAnswer = { ok: true } | { ok: false; problem: 'program_wrong' | 'file_wrong' | 'question_wrong' };

export interface BacktestView {
  hasDraft: boolean;
  templateIds: string[];
  assumptions: BacktestAssumptions;
  latest: {
    id: string;
    source: BacktestSource;
    fileName: string;
    sides: BacktestSide[];
    orders: number;
    askedAt: string;
    isRunning: boolean;
    problem: BacktestProblem | null;
    result: BacktestResult | null;
  } | null;
}

export async function backtestView(shopId: number): Promise<BacktestView> {
  const [draft, latest] = await Promise.all([getDraft(shopId), latestBacktest(shopId)]);
  return {
    hasDraft: draft !== null,
    templateIds: templates.map(({ id }) => id),
    assumptions: latest?.assumptions ?? defaultAssumptions,
    latest: latest && {
      id: latest.id,
      source: latest.source,
      fileName: latest.fileName,
      sides: latest.sides,
      orders: latest.orders,
      askedAt: latest.askedAt.toISOString(),
      isRunning: latest.finishedAt === null,
      problem: latest.problem,
      result: latest.result,
    },
  };
}

/** @param file the bytes of a CSV file, read as they come. */
export async function answerBacktest(
  shop: ShopFacts,
  input: unknown,
  file: AsyncIterable<Uint8Array> | null,
  now: Date,
): Promise<BacktestAnswer> {
  const question = questionSchema.safeParse(input);
  if (!question.success || (question.data.source === 'file') !== (file !== null))
    return { ok: false, problem: 'question_wrong' };
  const { source, fileName, program, against, joinPercent, redeemPercent } = question.data;
  const sides: BacktestSide[] = [];
  for (const name of against === null ? [program] : [program, against]) {
    const side = await sideOf(shop, name);
    if (!side) return { ok: false, problem: 'program_wrong' };
    sides.push(side);
  }
  const [first] = sides;
  if (sides.some((side) => side.program.currencyCode !== first?.program.currencyCode))
    return { ok: false, problem: 'program_wrong' };
  const entries = file && readCsvOrders(file, { currencyCode: shop.currencyCode });
  const assumptions = { joinBp: joinPercent * 100, redeemBp: redeemPercent * 100 };
  try {
    await askForBacktest({ shopId: shop.id, source, fileName, sides, assumptions }, now, entries);
  } catch (error) {
    if (error instanceof UnreadableFile) return { ok: false, problem: 'file_wrong' };
    throw error;
  }
  return { ok: true };
}

async function sideOf(shop: ShopFacts, name: string): Promise<BacktestSide | null> {
  if (name === 'live') {
    const live = await getPublished(shop.id);
    return live && { from: 'live', templateId: null, program: live.program };
  }
  if (name === 'draft') {
    const program = readable((await getDraft(shop.id))?.document);
    return program && { from: 'draft', templateId: null, program };
  }
  const template = findTemplate(name);
  return (
    template && {
      from: 'template',
      templateId: template.id,
      program: templateProgram(template.id, shop.currencyCode),
    }
  );
}

function readable(document: unknown): Program | null {
  const reading = readProgram(document);
  return reading.ok ? reading.program : null;
}
