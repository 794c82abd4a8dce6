import type { ControlStatus } from './run-check.ts';

/** How a set of controls stands. */
export interface Score {
  /** Percent of the decided weight that passed, rounded down so that 100 means all; null where nothing was decided. */
  readonly score: number | null;
  /** Percent of the applicable weight that was decided, rounded down; 100 where nothing applies. */
  readonly evidenced: number;
  readonly passed: number;
  readonly failed: number;
  readonly needs_human: number;
  readonly not_applicable: number;
}

interface Weighted {
  readonly status: ControlStatus;
  readonly weight: number;
}

/**
 * score = weight passed ÷ weight passed or failed; evidenced = weight passed or failed ÷ weight that applies. What needs a human
 * counts in neither's favour: it lowers `evidenced`, so that a high score over little evidence shows as such.
 */
export function scoreControls(controls: readonly Weighted[]): Score {
  const of = (status: ControlStatus) => controls.filter((control) => control.status === status);
  const weigh = (some: readonly Weighted[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const [passed, failed, human] = [of('pass'), of('fail'), of('needs_human')];
  const decided = weigh(passed) + weigh(failed);
  const applicable = decided + weigh(human);
  return {
    score: decided === 0 ? null : Math.floor((100 * weigh(passed)) / decided),
    evidenced: applicable === 0 ? 100 : Math.floor((100 * decided) / applicable),
    passed: passed.length,
    failed: failed.length,
    needs_human: human.length,
    not_applicable: of('not_applicable').length,
  };
}
