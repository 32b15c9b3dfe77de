/** The audit log as lines of CSV, a page of entries at a time. */
import { BYTE_ORDER_MARK, csvLine } from '../lib/csv.ts';
import { readLog } from './audit-log.server.ts';
import type { LogEntry, LogFilter } from './audit-log.ts';

const PORTION = 500;

interface LogFile {
  shopId: number;
  timeZone: string;
  filter: LogFilter;
  /** The first line. */
  heads: string[];
  /** An entry in words, in the order of the heads. */
  tell: (entry: LogEntry) => string[];
}

export async function* logFile({ shopId, timeZone, filter, heads, tell }: LogFile): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(heads);
  let olderThan: string | null = null;
  for (;;) {
    const entries = await readLog({ shopId, timeZone, filter }, olderThan, PORTION);
    yield entries.map((entry) => csvLine(tell(entry))).join('');
    if (entries.length < PORTION) return;
    olderThan = entries.at(-1)?.id ?? null;
  }
}
