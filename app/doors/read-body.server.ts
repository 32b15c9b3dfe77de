/** Reads a request's body as bytes, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** @returns the body, or null when it is larger than `limitBytes` (the rest is read and thrown away). */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    // Copied even when it came in one piece: a piece is a window on the socket's 64 KB, which it would keep in memory.
    request.once('end', () => resolve(size > limitBytes ? null : Buffer.concat(chunks, size)));
    request.once('error', reject);
    request.once('aborted', () => reject(new Error('The caller went away.')));
  });
}
