/** What the screens of messages may ask, and what they are answered. Pure: shared by server and browser. */
import { z } from 'zod';
import { locales } from '../lib/locales.ts';
import { messageKinds, type MessageKind } from './kinds.ts';
import { settingsSchema, wordsSchema } from './settings.ts';

const kind = z.enum(messageKinds as [MessageKind, ...MessageKind[]]);
const address = z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'url_invalid' }).max(500, 'url_invalid')]);
const { paused, kinds, earned, quietHours, accent, replyTo, merchantEmail } = settingsSchema.shape;

/** The settings as the screen edits them: addresses without their secrets. */
export const formSchema = z.object({
  ...{ paused, kinds, earned, quietHours, accent, replyTo, merchantEmail },
  gatewayUrl: address,
  webhookUrl: address,
});
export type MessagesForm = z.infer<typeof formSchema>;

export const messagesActionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), form: formSchema }),
  z.object({ intent: z.literal('renew_secret'), receiver: z.enum(['gateway', 'webhook']) }),
  z.object({ intent: z.literal('retry') }),
  z.object({ intent: z.literal('save_words'), kind, words: z.partialRecord(z.enum(locales), wordsSchema) }),
  z.object({ intent: z.literal('test'), kind, locale: z.enum(locales), words: wordsSchema }),
]);
export type MessagesAction = z.infer<typeof messagesActionSchema>;

export type MessagesAnswer =
  | { outcome: 'saved' | 'renewed' | 'retried' | 'words_saved' | 'tested' }
  /** A field's name and why it is refused. */
  | { outcome: 'wrong'; problems: Record<string, string> }
  | { outcome: 'test_failed'; reason: string };
