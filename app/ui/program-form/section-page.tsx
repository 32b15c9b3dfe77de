import { useTranslation } from 'react-i18next';
import type { ComponentType } from 'react';
import { SectionFindings } from './finding-list.tsx';
import { ProgramPage } from './program-page.tsx';
import { CampaignsSection } from './sections/campaigns-section.tsx';
import { EarningSection } from './sections/earning-section.tsx';
import { GameSection } from './sections/game-section.tsx';
import { GoalsSection } from './sections/goals-section.tsx';
import { LooksSection } from './sections/looks-section.tsx';
import { ReferralSection } from './sections/referral-section.tsx';
import { RewardsSection } from './sections/rewards-section.tsx';
import type { Section } from './sections/section-list.ts';
import { TiersSection } from './sections/tiers-section.tsx';

const editors: Record<Section, ComponentType> = {
  earning: EarningSection,
  rewards: RewardsSection,
  tiers: TiersSection,
  campaigns: CampaignsSection,
  goals: GoalsSection,
  referral: ReferralSection,
  looks: LooksSection,
  game: GameSection,
};

export function SectionPage({ section }: { section: Section }) {
  const { t } = useTranslation();
  const Editor = editors[section];
  return (
    <ProgramPage title={t(`program.sections.${section}.title`)} subtitle={t(`program.sections.${section}.text`)}>
      <SectionFindings section={section} />
      <Editor />
    </ProgramPage>
  );
}
