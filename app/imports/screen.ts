/** What the import screen asks for and is told. Pure; it also runs in the browser. */
import { z } from 'zod';
import { importFields } from './columns.ts';
import type { ImportPreview } from './preview.server.ts';
import type { RowProblem } from './read-row.ts';
import type { ImportReport } from './report.server.ts';
import type { FileProblem } from './say-problem.ts';

/** Stands for "no column of the file": no file has one of this name. */
export const NO_COLUMN = 'regularsNoSuchColumn';

export const importQuestionSchema = z.object({
  kind: z.enum(['balances', 'history']),
  fileName: z.string().max(300),
  columns: z.partialRecord(z.enum(importFields), z.string().max(300)),
  dateOrder: z.enum(['day_first', 'month_first']).nullable(),
  /** Ask Shopify for the customers of e-mail addresses; else they wait until they prove their address. */
  lookUp: z.boolean(),
});
export type ImportQuestion = z.infer<typeof importQuestionSchema>;

export type ImportAnswer =
  | { ok: true; importId: string; isKnown: boolean }
  | { ok: false; problems: (FileProblem | 'not_read')[]; line?: number };

export const importActionSchema = z.object({
  intent: z.enum(['apply', 'discard', 'skip_look_up']),
  importId: z.uuid(),
});
export type ImportAction = z.infer<typeof importActionSchema>;

type Serialized<T> = {
  [Key in keyof T]: T[Key] extends Date ? string : T[Key] extends Date | null ? string | null : T[Key];
};
export type ImportView = Serialized<ImportReport>;

export interface ImportScreen {
  imports: ImportView[];
  /** The one that is looked at. */
  current: {
    report: ImportView;
    /** After the customers were looked up, before it is asked for. */
    preview: ImportPreview | null;
    problems: { line: number; code: RowProblem }[];
  } | null;
  levels: { id: string; name: Record<string, string> }[];
}
