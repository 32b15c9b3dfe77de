/**
 * Load over real HTTP with keep-alive connections. Requests are prepared bytes on plain sockets, so that the generator
 * takes as little of the machine as it can from the server that it measures.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadResult {
  seconds: number;
  /** Milliseconds from the moment a request was due until it was answered in full. */
  latenciesMs: number[];
  /** How many answers had each status; 0 stands for a connection that broke. */
  statuses: Record<number, number>;
}

interface Wire {
  /** @returns the status, or 0 when the connection broke. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

/** One connection that carries one request after the other; it connects again after it broke. */
async function openWire(port: number): Promise<Wire> {
  let socket: Socket | null = null;
  let answered: ((status: number) => void) | null = null;
  let received = '';
  const finish = (status: number) => {
    received = '';
    const resolve = answered;
    answered = null;
    resolve?.(status);
  };
  const open = () =>
    new Promise<Socket | null>((resolve) => {
      const opening = connect({ port, host: '127.0.0.1', noDelay: true });
      opening.once('connect', () => resolve(opening));
      opening.once('error', () => resolve(null));
      opening.setEncoding('latin1');
      opening.on('data', (chunk) => {
        received += String(chunk);
        const headEnd = received.indexOf('\r\n\r\n');
        if (headEnd < 0) return;
        const head = received.slice(0, headEnd);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (received.length >= headEnd + 4 + length) finish(Number(head.slice(9, 12)));
      });
      opening.on('error', () => {});
      opening.on('close', () => {
        if (socket === opening) socket = null;
        finish(0);
      });
    });
  socket = await open();
  return {
    async send(request) {
      socket ??= await open();
      const current = socket;
      if (!current) return 0;
      return new Promise((resolve) => {
        answered = resolve;
        current.write(request);
      });
    },
    close: () => socket?.destroy(),
  };
}

/** As many requests as the server answers: each connection sends its next request when the last was answered. */
export async function closedLoop(options: {
  port: number;
  connections: number;
  durationMs: number;
  nextRequest: () => Buffer;
}): Promise<LoadResult> {
  const wires = await Promise.all(Array.from({ length: options.connections }, () => openWire(options.port)));
  const result: LoadResult = { seconds: 0, latenciesMs: [], statuses: {} };
  const startedAt = performance.now();
  await Promise.all(
    wires.map(async (wire) => {
      while (performance.now() - startedAt < options.durationMs) {
        const sentAt = performance.now();
        const status = await wire.send(options.nextRequest());
        result.latenciesMs.push(performance.now() - sentAt);
        result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      }
    }),
  );
  result.seconds = (performance.now() - startedAt) / 1000;
  for (const wire of wires) wire.close();
  return result;
}

/**
 * A steady stream, whatever the server does: requests fall due by the clock and wait for a free connection, and their
 * waiting counts (no coordinated omission).
 * @param onSent told of each request as it is sent, with its number and the instant at which it was due.
 */
export async function openLoop(options: {
  port: number;
  connections: number;
  perSecond: number;
  durationMs: number;
  nextRequest: (index: number) => Buffer;
  onSent?: (index: number, dueAt: number) => void;
}): Promise<LoadResult> {
  const idle = await Promise.all(Array.from({ length: options.connections }, () => openWire(options.port)));
  const all = [...idle];
  const due: { index: number; dueAt: number }[] = [];
  const result: LoadResult = { seconds: 0, latenciesMs: [], statuses: {} };
  let underWay = 0;
  const pump = () => {
    while (due.length > 0 && idle.length > 0) {
      const request = due.shift();
      const wire = idle.pop();
      if (!request || !wire) return;
      underWay++;
      options.onSent?.(request.index, request.dueAt);
      void wire.send(options.nextRequest(request.index)).then((status) => {
        result.latenciesMs.push(performance.now() - request.dueAt);
        result.statuses[status] = (result.statuses[status] ?? 0) + 1;
        underWay--;
        idle.push(wire);
        pump();
      });
    }
  };
  const startedAt = performance.now();
  let index = 0;
  while (performance.now() - startedAt < options.durationMs) {
    const elapsedMs = performance.now() - startedAt;
    while (index < (elapsedMs * options.perSecond) / 1000) {
      due.push({ index, dueAt: startedAt + (index * 1000) / options.perSecond });
      index++;
    }
    pump();
    await sleep(1);
  }
  while (underWay > 0 || due.length > 0) {
    pump();
    await sleep(1);
  }
  result.seconds = (performance.now() - startedAt) / 1000;
  for (const wire of all) wire.close();
  return result;
}
