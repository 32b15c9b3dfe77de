/** Everything that a person, or somebody in a person's name, changes in a shop: each kind has its words in `operations.log`. */
export const actionGroups = {
  members: [
    ...([
      'points_adjusted',
      'expiry_extended',
      'expiry_restored',
      'member_blocked',
      'member_unblocked',
      'note_kept',
      'members_merged',
      'member_removed',
    ] as const),
    ...(['level_given', 'level_taken_back', 'bulk_asked', 'bulk_finished', 'bulk_stopped'] as const),
    ...(['view_saved', 'view_deleted', 'customer_data_requested'] as const),
  ],
  rewards: ['reward_handed_over', 'donations_given', 'redemption_taken_back'],
  program: ['program_published'],
  referrals: ['referral_accepted', 'referral_refused'],
  messages: ['messages_changed', 'message_words_changed', 'secret_renewed', 'messages_retried'],
  activities: [
    ...(['place_created', 'place_ended', 'place_renewed', 'card_scanned', 'answer_handled'] as const),
    ...(['api_token_created', 'api_token_revoked', 'flow_switched'] as const),
  ],
  imports: ['import_asked'],
  operations: [
    ...(['event_replayed', 'events_replayed', 'event_discarded', 'task_retried', 'tasks_retried'] as const),
    ...(['conflict_settled', 'check_asked'] as const),
  ],
} as const;

export type ActionGroup = keyof typeof actionGroups;
export type AdminActionKind = (typeof actionGroups)[ActionGroup][number];

export const actionGroupNames = Object.keys(actionGroups) as ActionGroup[];
export const adminActionKinds: readonly AdminActionKind[] = Object.values(actionGroups).flat();
