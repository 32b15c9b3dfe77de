/** What a document that is not published yet would mean: for members' levels now. Only reads. */
import { readProgram, type ProgramProblem } from '../program/document.ts';
import { previewTierChange, type TierPreview } from '../tiers/preview.server.ts';

export type ForecastAnswer = { of: 'tiers'; preview: TierPreview } | { of: 'wrong'; problems: ProgramProblem[] };

/** @param input the document as it stands in the editor. */
export async function forecastTiers(shopId: number, input: unknown, now: Date): Promise<ForecastAnswer> {
  const reading = readProgram(input);
  if (!reading.ok) return { of: 'wrong', problems: reading.problems };
  return { of: 'tiers', preview: await previewTierChange(shopId, reading.program, now) };
}
