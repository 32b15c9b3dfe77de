import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portsFor } from '#tests/kit/ports.ts';
import { startSandbox, type Sandbox } from '../server.ts';

let sandbox: Sandbox;
let mailPort: number;
beforeAll(async () => {
  ({ mail: mailPort } = await portsFor('mail'));
  sandbox = await startSandbox({ seed: 'small', mailPort, apiSecret: 'secret', deliver: false });
});
afterAll(() => sandbox.close());

const read = async (path: string) => (await fetch(`${sandbox.adminUrl}${path}`)).text();

describe('the mail of the sandbox', () => {
  it('Takes mail by SMTP, shows it with its headers, and gives it to scripts', async () => {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: mailPort });
    await transport.sendMail({
      from: 'shop@example.com',
      to: 'Maja@Example.com',
      subject: 'Hej <Maja>',
      text: 'Du har 100 point.',
      html: '<p>Du har <b>100 point</b>.</p>',
      headers: { 'List-Unsubscribe': '<https://example.com/u>' },
    });
    transport.close();
    const [mail] = sandbox.world.log.mails({ to: 'maja@example.com' });
    expect(mail?.text).toContain('Du har 100 point.');
    expect(await read('/mail')).toContain('Hej &lt;Maja&gt;');
    const page = await read(`/mail/${mail?.id}`);
    expect(page).toContain('https://example.com/u');
    expect(page).toContain('srcdoc="&lt;p&gt;Du har');
  });

  it('Takes posts of SMS once for each idempotency key, and none without a signature', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${sandbox.adminUrl}/mail/gateway`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ channel: 'sms', kind: 'welcome', to: { phone: '+4512345678' }, text: 'Velkommen' }),
      });
    expect((await post({ 'Idempotency-Key': 'a' })).status).toBe(400);
    const signed = { 'Idempotency-Key': 'a', 'Regulars-Signature': 't=1,v1=00' };
    expect((await post(signed)).status).toBe(200);
    expect((await post(signed)).status).toBe(200);
    expect(sandbox.world.log.mails({ to: '+4512345678' }).map(({ text }) => text)).toEqual(['Velkommen']);
  });

  it('Knows no other page', async () => {
    expect((await fetch(`${sandbox.adminUrl}/mail/999999`)).status).toBe(404);
  });
});
