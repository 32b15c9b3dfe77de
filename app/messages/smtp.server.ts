/** Hands mail to the mail server that the environment names. Its connections are kept for the next mail. */
import { createHash } from 'node:crypto';
import type { Transporter } from 'nodemailer';
import { env } from '../lib/env.server.ts';

export interface Mail {
  /** Names the message: the same for every try, so that a mail that arrives twice can be known as one. */
  id: string;
  /** The shop's name, shown before the sender's address. */
  fromName: string;
  to: string;
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  /** Where one click, or one POST, stops all messages (RFC 8058). Null in mail to the merchant. */
  unsubscribeUrl: string | null;
}

export type MailResult = { ok: true } | { ok: false; reason: string; isFinal: boolean };

let transport: Transporter | undefined;

/** The library is loaded with the first mail: most processes send none. */
async function transporter(): Promise<Transporter> {
  const { default: nodemailer } = await import('nodemailer');
  transport ??= nodemailer.createTransport({
    url: env().SMTP_URL,
    pool: true,
    maxConnections: 5,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return transport;
}

/** Never throws: says what went wrong, and whether another try can help. */
export async function sendMail(mail: Mail): Promise<MailResult> {
  const from = env().MESSAGES_FROM;
  if (!from || !env().SMTP_URL) return { ok: false, reason: 'smtp_not_set_up', isFinal: false };
  const host = from.split('@')[1] ?? 'localhost';
  try {
    await (
      await transporter()
    ).sendMail({
      from: { name: mail.fromName, address: from },
      to: { name: '', address: mail.to },
      ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      messageId: `<${createHash('sha256').update(mail.id).digest('hex').slice(0, 40)}@${host}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        ...(mail.unsubscribeUrl
          ? {
              'List-Unsubscribe': { prepared: true, value: `<${mail.unsubscribeUrl}>` },
              'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            }
          : {}),
      },
    });
    return { ok: true };
  } catch (error) {
    return explain(error);
  }
}

/** Ends the kept connections; for tests. */
export function closeMail(): void {
  transport?.close();
  transport = undefined;
}

function explain(error: unknown): MailResult {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  // The server takes our mail, but not for this address: asking again would be refused again.
  if (responseCode && responseCode >= 550 && responseCode < 560 && command?.startsWith('RCPT'))
    return { ok: false, reason: 'address_refused', isFinal: true };
  if (code === 'EAUTH') return { ok: false, reason: 'smtp_login', isFinal: false };
  if (responseCode) return { ok: false, reason: `smtp_${responseCode}`, isFinal: false };
  return { ok: false, reason: 'smtp_no_answer', isFinal: false };
}
