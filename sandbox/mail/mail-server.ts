/**
 * Where the messages of the sandbox's world arrive: a real mail server, and a gateway that stands for a provider of SMS and
 * push and for a partner's webhook. What arrives is kept with the world's mail, and shown at /mail. It delivers to nobody.
 */
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { World } from '#sandbox/world/world.ts';

/** Beside the world's own record of a mail (to, subject, text). */
export interface MailDetails {
  from: string;
  html: string | null;
  /** "email", or the channel of what was posted to the gateway. */
  channel: string;
  headers: Record<string, string>;
}

const COLLECTION = 'mail-details';
const SHOWN_HEADERS = ['message-id', 'reply-to', 'list-unsubscribe', 'list-unsubscribe-post', 'auto-submitted'];

export function keepMail(
  world: World,
  mail: { to: string; subject: string; text: string },
  details: MailDetails,
): void {
  const { id } = world.log.sendMail({ ...mail, to: mail.to.toLowerCase() });
  world.documents.set(COLLECTION, String(id), { ...details });
}

/** Null for the mail of the store itself. */
export function mailDetails(world: World, id: number): MailDetails | null {
  return world.documents.get<MailDetails & Record<string, string | null | Record<string, string>>>(
    COLLECTION,
    String(id),
  );
}

export interface MailServer {
  port: number;
  close(): Promise<void>;
}

/** @param port 0 takes any free one. */
export async function startMailServer(world: World, port: number, host = '127.0.0.1'): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    banner: 'the sandbox takes every mail and delivers none',
    onData(stream, session, callback) {
      simpleParser(stream).then((mail) => {
        for (const { address } of session.envelope.rcptTo) {
          keepMail(
            world,
            { to: address, subject: mail.subject ?? '', text: mail.text ?? '' },
            {
              from: mail.from?.text ?? '',
              html: mail.html || null,
              channel: 'email',
              headers: Object.fromEntries(
                mail.headerLines
                  .filter(({ key }) => SHOWN_HEADERS.includes(key))
                  .map(({ key, line }) => [
                    key,
                    line
                      .slice(key.length + 1)
                      .replace(/\r?\n\s+/g, ' ')
                      .trim(),
                  ]),
              ),
            },
          );
        }
        callback();
      }, callback);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
