/** The shop's themes: which there are, and which is published. Their files are the online store's (sandbox/store). */
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

export type ThemeRecord = {
  id: number;
  /** The folder in `sandbox/store`, and its name in scripts. */
  handle: string;
  name: string;
  about: string;
};

/** Nordlys is the plain one; Fjord is a modern one with drawer, color schemes and app blocks nearly everywhere. */
export const THEMES: readonly [ThemeRecord, ...ThemeRecord[]] = [
  {
    id: 128_500_000_001,
    handle: 'nordlys',
    name: 'Nordlys',
    about: 'Plain: few sections, little JavaScript, app blocks on product, cart, account and pages.',
  },
  {
    id: 128_500_000_002,
    handle: 'fjord',
    name: 'Fjord',
    about:
      'Online Store 2.0: section groups, cart drawer and predictive search by the Section Rendering API, color schemes with a dark one, app blocks in nearly every section and on product cards.',
  },
];

const collection = 'themes';

export function publishedTheme(world: World): ThemeRecord {
  const id = world.documents.get<number>(collection, 'published');
  return THEMES.find((theme) => theme.id === id) ?? THEMES[0];
}

/** By id or handle; null when there is no such theme. `current` is the published one, as in the admin's addresses. */
export function findTheme(world: World, which: string | number): ThemeRecord | null {
  if (which === 'current') return publishedTheme(world);
  return THEMES.find((theme) => String(theme.id) === String(which) || theme.handle === which) ?? null;
}

/** From now on visitors see this theme. Throws for one that does not exist. */
export function publishTheme(world: World, which: string | number): ThemeRecord {
  const theme = findTheme(world, which);
  if (!theme) refuse('NOT_FOUND', `There is no theme ${which}.`, ['theme']);
  world.documents.set(collection, 'published', theme.id);
  return theme;
}
