/** Ports for the processes of a test: below those that the machine gives away itself, a stretch for each worker. */
import { assertPortIsFree } from '../../prisma/embedded-postgres.ts';

const PER_WORKER = 20;
/** Runs at a time begin at different places, by the process that runs the workers. Above 10,080, which browsers refuse. */
let next = 11_000 + ((process.ppid % 32) * 32 + Number(process.env.VITEST_POOL_ID ?? 0)) * PER_WORKER;

/** A port for each name: all different, free at this moment, and given to nobody else until they are used. */
export async function portsFor<Name extends string>(...names: Name[]): Promise<Record<Name, number>> {
  const ports: [Name, number][] = [];
  for (const name of names) ports.push([name, await nextFree()]);
  return Object.fromEntries(ports) as Record<Name, number>;
}

async function nextFree(): Promise<number> {
  for (;;) {
    const port = next++;
    const isFree = await assertPortIsFree(port).then(
      () => true,
      () => false,
    );
    if (isFree) return port;
    if (port > 32_000) throw new Error('No port below 32,000 is free.');
  }
}
