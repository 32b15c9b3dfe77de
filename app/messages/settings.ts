/** What a merchant decides about messages. Pure; one document a shop, with good defaults for what was never decided. */
import { z } from 'zod';
import { locales, type Locale } from '../lib/locales.ts';
import { channels, kindFacts, messageKinds, type Channel, type MessageKind } from './kinds.ts';

const kindSchema = z.enum(messageKinds as [MessageKind, ...MessageKind[]]);
const hour = z.int('hour_invalid').min(0, 'hour_invalid').max(23, 'hour_invalid');
const addressOrNone = z.union([z.literal(''), z.email('email_invalid').max(200, 'email_invalid')]);

/** A merchant's own words; what is empty stays as we say it. */
export const wordsSchema = z.object({
  subject: z.string().trim().max(150, 'words_too_long').default(''),
  heading: z.string().trim().max(150, 'words_too_long').default(''),
  body: z.string().trim().max(3000, 'words_too_long').default(''),
  sms: z.string().trim().max(480, 'words_too_long').default(''),
});
export type Words = z.infer<typeof wordsSchema>;

const receiverSchema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'url_invalid' }).max(500, 'url_invalid'),
  /** Signs what is posted; made by us, shown to the merchant. */
  secret: z.string().min(20),
});
export type Receiver = z.infer<typeof receiverSchema>;

export const settingsSchema = z.object({
  /** Nothing goes out, and nothing is kept to go out later. */
  paused: z.boolean().default(false),
  kinds: z.partialRecord(kindSchema, z.array(z.enum(channels))).default({}),
  words: z.partialRecord(kindSchema, z.partialRecord(z.enum(locales), wordsSchema)).default({}),
  /** Whether earned points are told at once, or those of a day together on the next morning. */
  earned: z.enum(['each', 'daily']).default('daily'),
  /** Hours of the shop's day between which no SMS and no push goes out; the same hour twice means none. */
  quietHours: z.object({ from: hour, until: hour }).default({ from: 21, until: 9 }),
  /** The color of the mail's head and button. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'color_invalid')
    .default('#1f5f4a'),
  /** Where answers go, and where messages to the merchant go; empty: the shop's contact address at Shopify. */
  replyTo: addressOrNone.default(''),
  merchantEmail: addressOrNone.default(''),
  gateway: receiverSchema.nullable().default(null),
  webhook: receiverSchema.nullable().default(null),
});
export type MessageSettings = z.infer<typeof settingsSchema>;

export const defaultSettings: MessageSettings = settingsSchema.parse({});

/** Reads a stored document. One that cannot be read any more counts as never decided, but paused: nothing goes out by mistake. */
export function readSettings(document: unknown): MessageSettings {
  if (document === null || document === undefined) return defaultSettings;
  const parsed = settingsSchema.safeParse(document);
  return parsed.success ? parsed.data : { ...defaultSettings, paused: true };
}

/** Which channels can be used at all: what the server and the merchant have set up. */
export type Available = Readonly<Record<Channel, boolean>>;

/** The channels that the kind is switched on for, whether or not they are set up. */
export function channelsOf(settings: MessageSettings, kind: MessageKind): readonly Channel[] {
  const allowed = usableChannels(kind);
  return (settings.kinds[kind] ?? kindFacts[kind].byDefault).filter((channel) => allowed.includes(channel));
}

/** A merchant has an address, and no telephone that we know of. */
export function usableChannels(kind: MessageKind): readonly Channel[] {
  return kindFacts[kind].audience === 'merchant' ? ['email', 'webhook'] : channels;
}

export function ownWords(settings: MessageSettings, kind: MessageKind, locale: Locale): Words | undefined {
  return settings.words[kind]?.[locale];
}
