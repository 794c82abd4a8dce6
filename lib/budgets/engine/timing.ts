import { within } from '#lib/process/within.ts';

/** Waiting as a dependency, so that tests can let time pass as they like. */
export interface Timing {
  pause(ms: number): Promise<void>;
  /** Waits for the work, but no longer; says whether it ended in time. */
  within(ms: number, work: Promise<unknown>): Promise<boolean>;
}

export const realTiming: Timing = { pause: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), within };
