/**
 * A real mail server for a test file, which reads what it gets. Import it before anything of the app: its address is part of
 * the environment, which the app reads once.
 */
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeEach } from 'vitest';

export interface ReceivedMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** A header as it was on the wire, unfolded. */
  header(name: string): string;
  parsed: ParsedMail;
}

type Mood = 'takes_mail' | 'is_busy' | 'refuses_address';

let mood: Mood = 'takes_mail';
/** Every mail that was accepted, in the order of arrival. Emptied before each test. */
export const mails: ReceivedMail[] = [];

const answers: Record<Exclude<Mood, 'takes_mail'>, [number, string]> = {
  is_busy: [451, 'Try again later'],
  refuses_address: [550, 'No such mailbox'],
};

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo(_address, _session, callback) {
    if (mood === 'takes_mail') return callback();
    const [responseCode, text] = answers[mood];
    callback(Object.assign(new Error(text), { responseCode }));
  },
  onData(stream, session, callback) {
    simpleParser(stream).then((parsed) => {
      mails.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
        subject: parsed.subject ?? '',
        text: parsed.text ?? '',
        html: parsed.html || '',
        header: (name) =>
          (parsed.headerLines.find(({ key }) => key === name.toLowerCase())?.line ?? '')
            .slice(name.length + 1)
            .replace(/\r?\n\s+/g, ' ')
            .trim(),
        parsed,
      });
      callback();
    }, callback);
  },
});
server.on('error', () => {});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
process.env.SMTP_URL = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
process.env.MESSAGES_FROM = 'loyalty@regulars.test';

/** How the server answers from now on, until the next test. */
export function mailServer(next: Mood): void {
  mood = next;
}

beforeEach(() => {
  mood = 'takes_mail';
  mails.length = 0;
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
