import type { NanoUsd } from '#lib/core/money.ts';

/** One budget that slows calls down, and what this call may cost it. */
export interface PacedBudget {
  readonly budgetId: string;
  readonly remainingNanoUsd: NanoUsd;
  /** When the period ends; milliseconds since 1970. */
  readonly untilMs: number;
}

/** A call waits so long at most; one whose turn is later is sent away. */
export const paceWaitMsMax = 5_000;
/** Between two calls of a budget never lies more, however little is left: it is the limit that stops calls, not the pace. */
const gapMsMax = 10_000;

/** Budgets whose turns are remembered; those whose turn is over are dropped beyond this. */
const turnsMax = 10_000;

/**
 * Lets the calls of a budget that nears its end through one after the other, so far apart that what is left would last until the
 * period ends. Each process paces its own calls; what all of them spend makes less remain, and so slows each of them.
 */
export class BudgetPaces {
  /** When the next call of a budget may go, by its id. */
  readonly #turns = new Map<string, number>();

  /** Takes the call's turn in all of the budgets, and answers how long it waits for it; where that is too long it takes none. */
  take(
    budgets: readonly PacedBudget[],
    costNanoUsd: NanoUsd,
    nowMs: number,
  ): { readonly isTaken: boolean; readonly waitMs: number; readonly by: string } {
    let turn = nowMs;
    let by = budgets[0]?.budgetId ?? '';
    for (const { budgetId } of budgets) {
      const next = this.#turns.get(budgetId) ?? 0;
      if (next > turn) [turn, by] = [next, budgetId];
    }
    const waitMs = turn - nowMs;
    if (waitMs > paceWaitMsMax) return { isTaken: false, waitMs, by };
    if (this.#turns.size >= turnsMax) this.#forget(nowMs);
    for (const budget of budgets) this.#turns.set(budget.budgetId, turn + gapMs(budget, costNanoUsd, nowMs));
    return { isTaken: true, waitMs, by };
  }

  #forget(nowMs: number): void {
    for (const [budgetId, turn] of this.#turns) if (turn <= nowMs) this.#turns.delete(budgetId);
  }
}

/** How long what a call may cost should last, at a pace that leaves some until the period ends. */
export function gapMs({ remainingNanoUsd, untilMs }: PacedBudget, costNanoUsd: NanoUsd, nowMs: number): number {
  if (remainingNanoUsd <= 0n) return gapMsMax;
  return Math.min(gapMsMax, (Number(costNanoUsd) / Number(remainingNanoUsd)) * Math.max(0, untilMs - nowMs));
}
