import { describeGoal } from '../i18n/describe-goals.ts';
import { describeThreshold } from '../i18n/describe-tiers.ts';
import type { DescribeContext } from '../i18n/describe.ts';
import type { Program } from '../program/document.ts';
import { textIn } from '../program/text.ts';
import { ProgramIcon } from './program-icon.tsx';

const STAMPS_SHOWN = 20;

/** Levels as a ladder, goals as stamp cards, badges and progress, as members see them on their way. */
export function PreviewCards({ program, context }: { program: Program; context: DescribeContext }) {
  const { locale } = context;
  const goals = program.goals.filter(({ enabled }) => enabled).slice(0, 3);
  return (
    <>
      {program.tiers && (
        <ol className="regulars-preview-ladder">
          {program.tiers.levels.map((level, index) => (
            <li key={level.id} data-current={index === 0}>
              <span style={{ background: level.color }} aria-hidden="true" />
              <strong>{textIn(level.name, locale)}</strong>
              <small>{describeThreshold(level, program.tiers?.measure ?? 'spend', context)}</small>
            </li>
          ))}
        </ol>
      )}
      {goals.map((goal) => (
        <div key={goal.id} className="regulars-preview-goal">
          <strong>{textIn(goal.title, locale)}</strong>
          <small>{describeGoal(goal, context)}</small>
          {goal.display === 'stamps' && goal.target <= STAMPS_SHOWN ? (
            <span className="regulars-preview-stamps" aria-hidden="true">
              {Array.from({ length: goal.target }, (_, index) => (
                <i key={index} data-done={index < goal.target / 3}>
                  <ProgramIcon icon={program.icon} size={14} />
                </i>
              ))}
            </span>
          ) : (
            <span className="regulars-preview-bar" aria-hidden="true" />
          )}
        </div>
      ))}
    </>
  );
}
