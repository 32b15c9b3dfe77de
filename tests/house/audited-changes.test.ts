/** Whatever a person changes in the admin is kept in the audit log, with words in every language. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adminActionKinds, type AdminActionKind } from '#app/admin-actions/kinds.ts';
import { createI18n } from '#app/i18n/create-i18n.ts';
import { localeBundles } from '#app/i18n/locale-bundles.server.ts';
import { locales } from '#app/lib/locales.ts';

/** What each route that takes a form keeps; for those that keep nothing, why. */
const changing: Record<string, AdminActionKind[] | string> = {
  'app.activities': [
    ...(['answer_handled', 'place_created', 'place_ended', 'place_renewed', 'card_scanned'] as const),
    ...(['api_token_created', 'api_token_revoked', 'flow_switched'] as const),
  ],
  'app.analytics': 'puts a group into the draft, which is no change until it is published',
  'app.members-file': 'sends a file',
  'app.members-import-file': 'stages a file: nothing is booked until the import is asked for',
  'app.members.$memberId': [
    ...([
      'points_adjusted',
      'expiry_extended',
      'expiry_restored',
      'member_blocked',
      'member_unblocked',
      'redemption_taken_back',
      'reward_handed_over',
    ] as const),
    ...(['level_given', 'level_taken_back', 'note_kept', 'members_merged', 'member_removed'] as const),
  ],
  'app.members._index': ['bulk_asked', 'bulk_stopped', 'bulk_finished', 'view_saved', 'view_deleted'],
  'app.members.import': ['import_asked'],
  'app.messages.$kind': ['message_words_changed'],
  'app.messages._index': ['messages_changed', 'secret_renewed', 'messages_retried'],
  'app.onboarding': ['program_published'],
  'app.operations-file': 'sends a file',
  'app.operations._index': [
    ...(['event_replayed', 'events_replayed', 'event_discarded', 'task_retried', 'tasks_retried'] as const),
    ...(['conflict_settled', 'messages_retried', 'check_asked'] as const),
  ],
  'app.program': ['program_published'],
  'app.program-backtest-file': 'plays a program over past orders, and changes nothing',
  'app.program-forecast': 'reckons, and changes nothing',
  'app.program-trial': 'reckons, and changes nothing',
  'app.program.backtest': 'plays a program over past orders, and changes nothing',
  'app.referrals': ['referral_accepted', 'referral_refused'],
  'app.rewards': ['reward_handed_over', 'donations_given', 'redemption_taken_back'],
  'messages.preferences': 'is for members, about their own messages',
};

const routes = readdirSync('app/routes')
  .filter((name) =>
    /export (async )?function action|export const action/.test(readFileSync(`app/routes/${name}`, 'utf8')),
  )
  .map((name) => name.replace(/\.tsx$/, ''));

const sources = readdirSync('app', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.server.ts'))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
  .join('\n');

describe('the audit log', () => {
  it('Knows every route that changes something: add yours with what it keeps, or say why it keeps nothing', () => {
    expect(routes.sort()).toEqual(Object.keys(changing).sort());
  });

  it.each(adminActionKinds)('%s is kept somewhere', (kind) => {
    expect(sources).toContain(`'${kind}'`);
  });

  it.each(locales)('Has words for every kind in %s', (locale) => {
    const i18n = createI18n(locale, localeBundles[locale]);
    expect(adminActionKinds.filter((kind) => !i18n.exists(`operations.log.did.${kind}`))).toEqual([]);
  });
});
