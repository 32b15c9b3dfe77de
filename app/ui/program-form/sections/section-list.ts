/** The sections of the editor, in the order in which a program is thought of. Pure. */
import type { Finding, FindingCode } from '../../../program/checks/finding.ts';

export const sections = ['earning', 'rewards', 'tiers', 'goals', 'referral', 'campaigns', 'looks', 'game'] as const;
export type Section = (typeof sections)[number];

/** Which part of the document belongs to which section, for problems and links. */
export const sectionOfPath: Record<string, Section> = {
  rules: 'earning',
  rewards: 'rewards',
  tiers: 'tiers',
  levels: 'tiers',
  membership: 'tiers',
  campaigns: 'campaigns',
  segments: 'campaigns',
  goals: 'goals',
  referral: 'referral',
  style: 'looks',
  pointName: 'looks',
  icon: 'looks',
  accentColor: 'looks',
  overlap: 'game',
  stacking: 'game',
  refunds: 'game',
  pending: 'game',
  expiry: 'game',
};

/** Where a finding is shown that speaks of the whole and not of a part. */
const sectionOfFinding: Partial<Record<FindingCode, Section>> = {
  nothing_earns: 'earning',
  earns_less: 'earning',
  nothing_to_buy: 'rewards',
  cashback_unpaid: 'rewards',
  becomes_cashback: 'looks',
  was_cashback: 'looks',
  expires_sooner: 'game',
  waits_longer: 'game',
  referral_gone: 'referral',
};

/** Where what a finding speaks of is changed. */
export function sectionOf({ code, about }: Pick<Finding, 'code' | 'about'>): Section {
  const [first] = about;
  return (first ? sectionOfPath[first.part] : sectionOfFinding[code]) ?? 'earning';
}

export function readSection(text: string | undefined): Section | null {
  return sections.find((section) => section === text) ?? null;
}

export function pathsOf(section: Section): string[] {
  return Object.entries(sectionOfPath).flatMap(([path, of]) => (of === section ? [path] : []));
}
