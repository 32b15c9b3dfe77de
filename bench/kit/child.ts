/** Starts one process of the bench (a server, or a side that must not share memory with another) and speaks with it. */
import { fork, type ChildProcess } from 'node:child_process';
import { appEnvironment } from './environment.ts';

export interface BenchProcess {
  child: ChildProcess;
  /** The first message that the process sent when it was ready. */
  ready: Record<string, number>;
  /** Sends a message and resolves with the answer. */
  ask<Answer>(message: object): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param file below bench/, e.g. "server.ts". */
export async function startProcess(
  file: string,
  args: readonly string[],
  databaseUrl: string,
  options: { nodeFlags?: string[]; poolSize?: number } = {},
): Promise<BenchProcess> {
  const child = fork(new URL(`../${file}`, import.meta.url), [...args], {
    env: { ...process.env, ...appEnvironment(databaseUrl, options.poolSize) },
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.nodeFlags ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${file} ${args.join(' ')} ended (${code})`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as T);
      });
    });
  const ready = await next<Record<string, number>>();
  return {
    child,
    ready,
    ask(message) {
      const answer = next<never>();
      child.send(message);
      return answer;
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(timer);
    },
  };
}
