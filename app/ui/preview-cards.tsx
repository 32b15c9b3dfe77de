import { describeGoal } from '../i18n/describe-goals.ts';
import { describeCampaign } from '../i18n/describe-rules.ts';
import { describeThreshold } from '../i18n/describe-tiers.ts';
import { asSentence, date, type DescribeContext } from '../i18n/describe.ts';
import { say } from '../i18n/explain.ts';
import type { Campaign } from '../program/campaigns.ts';
import type { Program } from '../program/document.ts';
import { textIn } from '../program/text.ts';
import { ProgramIcon } from './program-icon.tsx';
import type { PreviewViewer } from './storefront-panel.tsx';

const STAMPS_SHOWN = 20;
const CAMPAIGNS_SHOWN = 3;

interface PreviewPartProps {
  program: Program;
  context: DescribeContext;
}

/** Campaigns that run, or will. */
export function PreviewCampaigns({ program, context, today }: PreviewPartProps & { today: string }) {
  const { locale } = context;
  const campaigns = program.campaigns.filter((campaign) => campaign.enabled && endOf(campaign) >= today);
  if (campaigns.length === 0) return null;
  return (
    <div className="regulars-preview-campaigns">
      <h3>{say('preview_campaigns', {}, locale)}</h3>
      {campaigns.slice(0, CAMPAIGNS_SHOWN).map((campaign) => {
        const start = startOf(campaign);
        return (
          <p key={campaign.id}>
            <strong>{textIn(campaign.name, locale)}</strong>
            <span>{asSentence(describeCampaign(campaign, context), context)}</span>
            {start > today && <em>{say('preview_soon', { date: date(start, context) }, locale)}</em>}
          </p>
        );
      })}
    </div>
  );
}

/** The first and the last date on which a campaign can hold; texts that sort before and after every date where there is none. */
function startOf({ when }: Campaign): string {
  return when.reduce(
    (from, one) => (one.kind === 'dates' && one.from !== null && one.from > from ? one.from : from),
    '',
  );
}
function endOf({ when }: Campaign): string {
  return when.reduce((to, one) => (one.kind === 'dates' && one.to !== null && one.to < to ? one.to : to), '9999');
}

/** Levels as a ladder, goals as stamp cards, badges and progress, as members see them on their way. */
export function PreviewCards({ program, context, viewer }: PreviewPartProps & { viewer: PreviewViewer }) {
  const { locale } = context;
  const goals = program.goals.filter(({ enabled }) => enabled).slice(0, 3);
  const isMember = viewer === 'member';
  return (
    <>
      {program.tiers && (
        <>
          <h3>{say('preview_levels', {}, locale)}</h3>
          <ol className="regulars-preview-ladder">
            {program.tiers.levels.map((level, index) => (
              <li key={level.id} data-current={isMember && index === 0}>
                <span style={{ background: level.color }} aria-hidden="true" />
                <strong>{textIn(level.name, locale)}</strong>
                <small>{describeThreshold(level, program.tiers?.measure ?? 'spend', context)}</small>
              </li>
            ))}
          </ol>
        </>
      )}
      {goals.length > 0 && <h3>{say('preview_goals', {}, locale)}</h3>}
      {goals.map((goal) => (
        <div key={goal.id} className="regulars-preview-goal">
          <strong>{textIn(goal.title, locale)}</strong>
          <small>{asSentence(describeGoal(goal, context), context)}</small>
          {goal.display === 'stamps' && goal.target <= STAMPS_SHOWN ? (
            <span className="regulars-preview-stamps" aria-hidden="true">
              {Array.from({ length: goal.target }, (_, index) => (
                <i key={index} data-done={isMember && index < goal.target / 3}>
                  <ProgramIcon icon={program.icon} size={14} />
                </i>
              ))}
            </span>
          ) : (
            <span className="regulars-preview-bar" data-begun={isMember} aria-hidden="true" />
          )}
        </div>
      ))}
    </>
  );
}
