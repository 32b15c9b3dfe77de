import { useTranslation } from 'react-i18next';

export const steps = ['choose', 'points', 'rewards', 'review', 'store'] as const;
export type Step = (typeof steps)[number];

export function readStep(text: string | null | undefined): Step | null {
  return steps.find((step) => step === text) ?? null;
}

/** Where one is; steps that were passed are ways back. */
export function StepList({ current, onGo }: { current: Step; onGo?: (step: Step) => void }) {
  const { t } = useTranslation();
  const at = steps.indexOf(current);
  return (
    <ol className="regulars-steps">
      {steps.map((step, index) => {
        const state = index < at ? 'done' : index === at ? 'current' : 'next';
        const name = t(`onboarding.steps.${step}`);
        return (
          <li
            key={step}
            data-number={index + 1}
            data-state={state}
            {...(state === 'current' ? { 'aria-current': 'step' as const } : {})}
          >
            {state === 'done' && onGo ? (
              <button type="button" onClick={() => onGo(step)}>
                {name}
              </button>
            ) : (
              name
            )}
          </li>
        );
      })}
    </ol>
  );
}
