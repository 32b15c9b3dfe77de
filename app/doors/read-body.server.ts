/** Reads a request's body as bytes, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** @returns the body, or null when it is larger than `limitBytes` (the rest is read and thrown away). */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  // A request that says neither how long its body is nor that it comes in pieces has none (RFC 9112, section 6.3).
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return Buffer.alloc(0);
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
