/** What a document that is not published yet would mean: for members' levels, and for the last 90 days. Only reads. */
import { costOfLast90Days, type CostOfLast90Days } from '../backtest/cost-of-90-days.server.ts';
import { readProgram, type ProgramProblem } from '../program/document.ts';
import { previewTierChange, type TierPreview } from '../tiers/preview.server.ts';

export const forecastKinds = ['tiers', 'past'] as const;
export type ForecastKind = (typeof forecastKinds)[number];

export type ForecastAnswer =
  | { of: 'tiers'; preview: TierPreview }
  | { of: 'past'; cost: CostOfLast90Days }
  | { of: 'wrong'; problems: ProgramProblem[] };

/** @param input the document as it stands in the editor. */
export async function forecast(shopId: number, kind: ForecastKind, input: unknown, now: Date): Promise<ForecastAnswer> {
  const reading = readProgram(input);
  if (!reading.ok) return { of: 'wrong', problems: reading.problems };
  return kind === 'tiers'
    ? { of: kind, preview: await previewTierChange(shopId, reading.program, now) }
    : { of: kind, cost: await costOfLast90Days(shopId, reading.program, now) };
}
