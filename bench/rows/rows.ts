/** The rows of the bench, in the order of the table. */
import type { BenchRow } from '../kit/row.ts';
import { apply, hot } from './apply.ts';
import { backtest } from './backtest.ts';
import { dashboard } from './dashboard.ts';
import { ack, award, balance, memory } from './doors.ts';
import { engine } from './engine.ts';
import { importRow } from './import.ts';
import { intake, intakeCommon } from './intake.ts';
import { membersRow } from './members.ts';
import { race, redeemRow } from './redeem.ts';
import { widget } from './widget.ts';

export const rows: readonly BenchRow[] = [
  intake,
  intakeCommon,
  ack,
  award,
  apply,
  hot,
  redeemRow,
  race,
  engine,
  importRow,
  backtest,
  dashboard,
  membersRow,
  balance,
  memory,
  widget,
];
