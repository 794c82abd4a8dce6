import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import type { JobRun } from '#lib/contracts/jobs.ts';

type State = JobRun['state'];

const tones: Readonly<Record<State, Tone>> = {
  waiting: 'outline',
  running: 'info',
  sleeping: 'outline',
  retrying: 'warning',
  succeeded: 'success',
  failed: 'danger',
};
const words: Readonly<Record<State, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  sleeping: 'Sleeping',
  retrying: 'Tries again',
  succeeded: 'Succeeded',
  failed: 'Failed',
};

/** States as a choice of the list. */
export const runStateOptions = Object.entries(words).map(([value, label]) => ({ value, label }));

/** How far a run or a step has come. */
export const RunState = ({ state }: { state: State }) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;
