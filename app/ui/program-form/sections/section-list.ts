/** The sections of the editor, in the order in which a program is thought of. Pure. */
export const sections = [
  'earning',
  'rewards',
  'tiers',
  'campaigns',
  'segments',
  'goals',
  'referral',
  'looks',
  'game',
] as const;
export type Section = (typeof sections)[number];

/** Which part of the document belongs to which section, for problems and links. */
export const sectionOfPath: Record<string, Section> = {
  rules: 'earning',
  rewards: 'rewards',
  tiers: 'tiers',
  levels: 'tiers',
  membership: 'tiers',
  campaigns: 'campaigns',
  segments: 'segments',
  goals: 'goals',
  referral: 'referral',
  style: 'looks',
  pointName: 'looks',
  icon: 'looks',
  overlap: 'game',
  stacking: 'game',
  refunds: 'game',
  pending: 'game',
  expiry: 'game',
};

export function readSection(text: string | undefined): Section | null {
  return sections.find((section) => section === text) ?? null;
}

export function pathsOf(section: Section): string[] {
  return Object.entries(sectionOfPath).flatMap(([path, of]) => (of === section ? [path] : []));
}
