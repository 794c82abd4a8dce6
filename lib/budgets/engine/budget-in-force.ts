import type { PeriodRule } from '../period.ts';
import type { ActingThresholds } from './acting-thresholds.ts';

/** A budget as calls meet it: what the snapshot keeps of an active one. */
export interface BudgetInForce {
  readonly tenantId: string;
  readonly budgetId: string;
  readonly name: string;
  /** Soft budgets are counted and never asked; a grace budget is hard to the process, and the database knows when. */
  readonly enforcement: 'hard' | 'soft' | 'grace';
  readonly onOverrun: 'finish' | 'cut';
  /** Callers who name no output limit may be given the one that still fits. */
  readonly fitOutput: boolean;
  readonly rule: PeriodRule;
  /** Calls outside of [from, until) are not its business; milliseconds, null for no end. */
  readonly effectiveFromMs: number | null;
  readonly effectiveUntilMs: number | null;
  /** Whom to ask for more, by name; null where nobody is named. */
  readonly owner: string | null;
  /** What its reached thresholds do to calls; null where none does anything. */
  readonly acting: ActingThresholds | null;
}
