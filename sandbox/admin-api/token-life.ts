/**
 * How long access tokens live: by real time, because the app reckons `expires_in` by its own clock. Were it the
 * sandbox's clock, moving that by a day would make every token of the app stale in a way that no shop ever sees.
 */
import type { World } from '#sandbox/world/world.ts';

const COLLECTION = 'token-life';

interface TokenLife {
  [key: string]: number | null;
  expiresAtMs: number | null;
  refreshExpiresAtMs: number | null;
}

export function keepTokenLife(world: World, token: string, life: TokenLife): void {
  world.documents.set(COLLECTION, token, life);
}

export function isTokenAlive(world: World, token: string, nowMs: number): boolean {
  const life = world.documents.get<TokenLife>(COLLECTION, token);
  return !life || life.expiresAtMs === null || life.expiresAtMs > nowMs;
}

export function isRefreshAlive(world: World, token: string, nowMs: number): boolean {
  const life = world.documents.get<TokenLife>(COLLECTION, token);
  return !life || life.refreshExpiresAtMs === null || life.refreshExpiresAtMs > nowMs;
}

export function forgetTokenLife(world: World, token: string): void {
  world.documents.delete(COLLECTION, token);
}
