/** `npm run programs`: plays every scenario and writes docs/programs.md from what ran. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url)),
    ...['run', '--project', 'database', 'tests/scenarios'],
  ],
  { stdio: 'inherit', env: { ...process.env, WRITE_PROGRAMS: 'yes' } },
);
process.exitCode = status ?? 1;
