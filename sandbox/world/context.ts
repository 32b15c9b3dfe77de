/** What every room of the world gets: the database, and its neighbors (through the composed world). */
import type { Condition, Database } from './database.ts';
import type { ListOptions, Window } from './contract.ts';
import type { World } from './world.ts';

export interface Context {
  db: Database;
  /** Late bound: rooms are made one after another, and used only when all are there. */
  world: () => World;
}

/** Conditions on the columns `created_at` and `updated_at`. */
export function windowConditions(window: Window): Condition[] {
  const conditions: Condition[] = [];
  if (window.createdAtMin) conditions.push({ column: 'created_at', is: '>=', value: window.createdAtMin });
  if (window.createdAtMax) conditions.push({ column: 'created_at', is: '<=', value: window.createdAtMax });
  if (window.updatedAtMin) conditions.push({ column: 'updated_at', is: '>=', value: window.updatedAtMin });
  if (window.updatedAtMax) conditions.push({ column: 'updated_at', is: '<=', value: window.updatedAtMax });
  return conditions;
}

/** Cuts a list that was filtered in memory. */
export function cut<T>(entities: T[], options: Pick<ListOptions, 'limit'>): T[] {
  return options.limit === undefined ? entities : entities.slice(0, options.limit);
}
