/** What a member can do that is no order and earns something, and whether it can be done now. Reads only. */
import { pool } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import type { ActivityName } from '../program/events.ts';
import type { Text } from '../program/text.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { networks } from '../program/networks.ts';

export interface ActivityOffer {
  ruleId: string;
  activity: ActivityName;
  /** The network of a share or follow, the name of a survey; empty where there is nothing to tell apart. */
  subject: string;
  points: number;
  /** The points are for each unit that is reported. */
  perUnit: boolean;
  /** The merchant's name for it; null for the words that its kind has. */
  name: Text | null;
  /** Of a survey: what is asked; null for whether they would recommend the shop. */
  question: Text | null;
  /** Whether the member can do it now from the storefront; false for what others report (reviews, check-ins). */
  doable: boolean;
  /** It was done, and cannot be done again today, or ever. */
  done: boolean;
}

const fromStorefront: readonly ActivityName[] = ['visit', 'share', 'follow', 'survey', 'profile'];

/** @param memberId null for what a visitor sees. */
export async function listOffers(
  shop: ShopFacts,
  memberId: string | null,
  program: Program,
  now: Date,
): Promise<ActivityOffer[]> {
  const offers = program.rules.flatMap((rule): ActivityOffer[] => {
    if (rule.kind !== 'activity' || !rule.enabled) return [];
    const { id: ruleId, activity, points, perUnit, name, question } = rule;
    if (activity === 'follow' && rule.url === null) return [];
    return subjectsOf(activity, rule.subjects).map((subject) => ({
      ruleId,
      activity,
      subject,
      points,
      perUnit,
      name,
      question,
      doable: fromStorefront.includes(activity),
      done: false,
    }));
  });
  if (memberId === null) return offers;
  const today = dateInZone(now, shop.timeZone);
  const keys = offers.map((offer) => keyOf(offer, memberId, today));
  const { rows } = await pool().query<{ key: string }>({
    name: 'activities-done',
    text: 'SELECT key FROM activities WHERE shop_id = $1 AND key = ANY($2::text[])',
    values: [shop.id, keys.filter((key) => key !== null)],
  });
  const done = new Set(rows.map(({ key }) => key));
  return offers.map((offer, index) => {
    const isDone = done.has(keys[index] ?? '');
    return { ...offer, done: isDone, doable: offer.doable && !isDone };
  });
}

function subjectsOf(activity: ActivityName, subjects: readonly string[]): string[] {
  if (activity === 'share' || activity === 'follow') {
    const chosen = networks.filter((network) => subjects.includes(network));
    return subjects.length === 0 ? ['facebook', 'x', 'whatsapp', 'email'] : chosen;
  }
  if (activity === 'survey') return subjects.length === 0 ? [''] : [...subjects];
  return [''];
}

/** The fact that doing it now would be recorded under, as the doors name it; null where that is not known beforehand. */
function keyOf({ activity, subject }: ActivityOffer, memberId: string, today: string): string | null {
  switch (activity) {
    case 'visit':
      return `visit:${memberId}:${today}`;
    case 'share':
      return `share:${memberId}:${subject}:${today}`;
    case 'follow':
      return `follow:${memberId}:${subject}`;
    case 'survey':
      return `survey:${memberId}:${subject}`;
    case 'profile':
    case 'newsletter':
      return `${activity}:${memberId}`;
    default:
      return null;
  }
}
