/**
 * A mail's HTML and its text: one column, readable on a telephone and in the dark, nothing loaded from elsewhere. Pure; the
 * preview in the admin shows what is sent. Tables and inline styles, because that is what mail programs understand.
 */
import type { Locale } from '../lib/locales.ts';
import type { Content } from './compose.ts';
import { fill, messageWords } from './words.ts';

export interface MailFrame {
  locale: Locale;
  shopName: string;
  /** #rrggbb */
  accent: string;
  button: { label: string; url: string } | null;
  /** Null in messages to the merchant. */
  preferencesUrl: string | null;
}

export function renderMail(content: Content, frame: MailFrame): { html: string; text: string } {
  return { html: renderHtml(content, frame), text: renderText(content, frame) };
}

function whyOf({ locale, shopName, preferencesUrl }: MailFrame): string {
  const words = messageWords[locale].mail;
  return fill(preferencesUrl ? words.why : words.whyMerchant, { shop: shopName });
}

function renderText(content: Content, frame: MailFrame): string {
  const words = messageWords[frame.locale].mail;
  const blocks = [
    content.heading,
    content.hello,
    ...content.paragraphs,
    content.code ?? '',
    content.details.map((line) => `- ${line}`).join('\n'),
    frame.button ? `${frame.button.label}: ${frame.button.url}` : '',
    '-- ',
    [whyOf(frame), frame.preferencesUrl ? `${words.preferences}: ${frame.preferencesUrl}` : '']
      .filter(Boolean)
      .join('\n'),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

const FONT = `-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;

/** Where mail programs know them, these colors take the place of the inline ones in the dark. */
const DARK = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.rg-page{background:#111413!important}.rg-card{background:#1c211f!important}
.rg-ink{color:#f1f4f2!important}.rg-soft{color:#a9b3ae!important}.rg-soft a{color:#a9b3ae!important}
.rg-code{background:#111413!important;border-color:#4b5651!important;color:#f1f4f2!important}
}
@media (max-width:480px){.rg-pad{padding-left:20px!important;padding-right:20px!important}}`;

function renderHtml(content: Content, frame: MailFrame): string {
  const words = messageWords[frame.locale].mail;
  const onAccent = inkOn(frame.accent);
  const paragraph = (text: string) =>
    `<p class="rg-ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#24302b">${escape(text)}</p>`;
  const parts = [
    `<h1 class="rg-ink" style="margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:700;color:#16201c">${escape(content.heading)}</h1>`,
    content.hello ? paragraph(content.hello) : '',
    ...content.paragraphs.map(paragraph),
    content.code ? codeBox(content.code) : '',
    content.details.length > 0
      ? `<ul class="rg-ink" style="margin:0 0 16px;padding:0 0 0 20px;font-size:16px;line-height:1.55;color:#24302b">${content.details.map((line) => `<li style="margin:0 0 6px">${escape(line)}</li>`).join('')}</ul>`
      : '',
    frame.button
      ? `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 0"><tr><td style="border-radius:8px;background:${frame.accent}"><a href="${escape(frame.button.url)}" style="display:inline-block;padding:13px 24px;font-size:16px;font-weight:600;color:${onAccent};text-decoration:none">${escape(frame.button.label)}</a></td></tr></table>`
      : '',
  ];
  const preferences = frame.preferencesUrl
    ? `<br><a href="${escape(frame.preferencesUrl)}" style="color:#5c6a64;text-decoration:underline">${escape(words.preferences)}</a>`
    : '';
  return `<!doctype html>
<html lang="${frame.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escape(content.subject)}</title><style>${DARK}</style></head>
<body class="rg-page" style="margin:0;padding:0;background:#f2f0ec;font-family:${FONT}">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escape(content.paragraphs.at(0) ?? '')}</div>
<table role="presentation" class="rg-page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f0ec"><tr><td align="center" style="padding:24px 12px 32px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td class="rg-pad" style="padding:18px 32px;border-radius:14px 14px 0 0;background:${frame.accent};color:${onAccent};font-size:17px;font-weight:700">${escape(frame.shopName)}</td></tr>
<tr><td class="rg-card rg-pad" style="padding:32px;border-radius:0 0 14px 14px;background:#ffffff">
${parts.filter(Boolean).join('\n')}
</td></tr>
<tr><td class="rg-pad rg-soft" style="padding:20px 32px 0;font-size:13px;line-height:1.5;color:#5c6a64">${escape(whyOf(frame))}${preferences}</td></tr>
</table></td></tr></table></body></html>`;
}

function codeBox(code: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr><td class="rg-code" align="center" style="padding:16px;border:1px dashed #b9c2bd;border-radius:10px;background:#f7f8f7;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:20px;font-weight:700;letter-spacing:1px;color:#16201c;word-break:break-all">${escape(code)}</td></tr></table>`;
}

/** Black or white, whichever is easier to read on the color (relative luminance of WCAG 2). */
export function inkOn(color: string): '#ffffff' | '#111111' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.0554 > 1.05 / (luminance + 0.05) ? '#111111' : '#ffffff';
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
