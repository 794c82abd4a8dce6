import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import type { BudgetState } from '#lib/contracts/budget-resource.ts';

const tones: Readonly<Record<BudgetState, Tone>> = {
  on_track: 'success',
  at_risk: 'warning',
  warning: 'warning',
  critical: 'danger',
  exceeded: 'danger',
  not_running: 'outline',
  archived: 'outline',
};
const words: Readonly<Record<BudgetState, string>> = {
  on_track: 'On track',
  at_risk: 'At risk',
  warning: 'Watch',
  critical: 'Nearly spent',
  exceeded: 'Exceeded',
  not_running: 'Not running',
  archived: 'Archived',
};

/** How a budget stands, as a word; a soft one that is exceeded still serves calls, which the word says. */
export function BudgetBadge({ state, enforcement }: { state: BudgetState; enforcement: 'hard' | 'soft' | 'grace' }) {
  const more = state !== 'exceeded' || enforcement === 'hard' ? '' : enforcement === 'soft' ? ' · soft' : ' · grace';
  return (
    <StatusBadge tone={tones[state]}>
      {words[state]}
      {more}
    </StatusBadge>
  );
}
