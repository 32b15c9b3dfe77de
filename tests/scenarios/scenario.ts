/** A row of the contract, played. */
import type { Played } from './played.ts';

export interface Scenario {
  /** The template's id. */
  id: string;
  /** What is shown, as a sentence without a full stop: the test's title and the row's words in docs/programs.md. */
  title: string;
  play(): Promise<Played>;
}
