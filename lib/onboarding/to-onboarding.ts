import { type Onboarding, type OnboardingStep, onboardingSteps } from '#lib/contracts/onboarding.ts';
import type { StepFacts } from './step-facts.ts';
import { stepRules } from './steps.ts';
import type { StoredProgress } from './stored-progress.ts';

type Step = Onboarding['steps'][number];

function stepOf(step: OnboardingStep, facts: StepFacts, { skipped, verified_ms: verified }: StoredProgress): Step {
  const { title, href, api, find } = stepRules[step];
  const at = verified[step];
  const told = { step, title, href, api, verified_at: at === undefined ? null : new Date(at) };
  // The last one sums up the others, once they are known.
  if (find === null) return { ...told, state: 'open', detail: '' };
  const { isDone, detail } = find(facts);
  const isSkipped = !isDone && skipped.some((one) => one === step);
  return { ...told, state: isDone ? 'done' : isSkipped ? 'skipped' : 'open', detail };
}

/** How far the set-up is: each step as it is now, and the last one done when no other is open. */
export function toOnboarding(facts: StepFacts, progress: StoredProgress): Onboarding {
  const steps = onboardingSteps.map((step) => stepOf(step, facts, progress));
  const open = steps.filter(({ step, state }) => state === 'open' && stepRules[step].find !== null);
  const last = steps.map((one): Step => {
    if (one.step !== 'verification') return one;
    const detail =
      open.length === 0 ? 'Every step was found done.' : `Still open: ${open.map(({ title }) => title.toLowerCase()).join(', ')}.`;
    return { ...one, state: open.length === 0 ? 'done' : 'open', detail };
  });
  const counted = last.filter(({ state }) => state === 'done' || state === 'open');
  const done = counted.filter(({ state }) => state === 'done').length;
  return { steps: last, done, total: counted.length, is_complete: done === counted.length, is_dismissed: progress.is_dismissed };
}
