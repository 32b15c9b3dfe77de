/** A load balancer as it stands before several web processes: new connections in turn, past those that do not answer. */
import { connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  close(): Promise<void>;
}

export async function openBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    client.on('error', () => client.destroy());
    const first = turn++;
    const attempt = (number: number): void => {
      const target = targets[(first + number) % targets.length];
      if (target === undefined || number >= targets.length) return void client.destroy();
      const upstream = connect(target, '127.0.0.1');
      keep(upstream);
      let isConnected = false;
      upstream.on('connect', () => {
        isConnected = true;
        client.pipe(upstream);
        upstream.pipe(client);
      });
      upstream.on('error', () => (isConnected ? client.destroy() : attempt(number + 1)));
      upstream.on('close', () => isConnected && client.destroy());
      client.on('close', () => upstream.destroy());
    };
    attempt(0);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
