/** The audit log as lines of CSV, a page of entries at a time. */
import { BYTE_ORDER_MARK, csvLine } from '../lib/csv.ts';
import { readLog } from './audit-log.server.ts';
import { tellFacts, whoDid, type LogFilter } from './audit-log.ts';

const PORTION = 500;

interface LogFile {
  shopId: number;
  timeZone: string;
  filter: LogFilter;
  you: string | null;
  number: (value: number) => string;
  t: (key: string, options?: Record<string, unknown>) => string;
}

export async function* logFile({ shopId, timeZone, filter, you, number, t }: LogFile): AsyncGenerator<string> {
  const heads = (['time', 'who', 'what', 'about', 'details'] as const).map((name) => t(`operations.log.file.${name}`));
  yield BYTE_ORDER_MARK + csvLine(heads);
  let olderThan: string | null = null;
  for (;;) {
    const entries = await readLog({ shopId, timeZone, filter }, olderThan, PORTION);
    yield entries
      .map(({ at, actor, action, subject, detail }) =>
        csvLine([
          at,
          whoDid(actor, you, t),
          t(`operations.log.did.${action}`),
          subject,
          tellFacts(detail, t, number).join('; '),
        ]),
      )
      .join('');
    if (entries.length < PORTION) return;
    olderThan = entries.at(-1)?.id ?? null;
  }
}
