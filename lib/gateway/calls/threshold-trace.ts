import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** What a threshold did to a call. */
export interface ThresholdAct {
  readonly action: 'require_approval' | 'downgrade' | 'restrict';
  readonly budget: BudgetInForce;
  readonly percent: number;
}

/** Such as `downgrade; budget=bud_…; threshold=80`. */
const textOf = ({ action, budget, percent }: ThresholdAct): string =>
  `${action}; budget=${toPublicId('budget', budget.budgetId)}; threshold=${percent}`;

/** What thresholds of budgets did to one call; calls that none of them touched have no trace. */
export class ThresholdTrace {
  readonly acts: ThresholdAct[] = [];
  /** The model that was asked for, where another one is asked. */
  downgradedFrom: string | null = null;

  /** As the answer's header tells it. */
  toHeader(): string {
    return this.acts.map(textOf).join(', ');
  }
}
