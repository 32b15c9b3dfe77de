import type { IncomingMessage, ServerResponse } from 'node:http';

/** A handler that reads what comes and always answers the same status without a body. */
export function createFixedAnswer(status: number): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.resume();
    request.once('end', () => {
      response.writeHead(status, { 'Content-Length': '0' });
      response.end();
    });
  };
}
