import type { Target } from '../providers/provider.ts';

/** Counts, milliseconds and shares from 0 to 1. */
export interface RetryBudgetLimits {
  /** Retries that a target may always get within a window, so that few calls can be retried too. */
  readonly retriesMin: number;
  /** Retries beyond them, as a share of the calls of the window. */
  readonly retryShareMax: number;
  readonly retryWindowMs: number;
}

interface Spending {
  endsAt: number;
  calls: number;
  retries: number;
}

/** As many as there are circuits: callers can name models as they like where a connection lists none. */
const targetsMax = 10_000;

const keyOf = ({ connection, model }: Target): string => `${connection.connectionId} ${model}`;

/**
 * How often failed calls may be sent to the same target again, all calls of the process together. SDKs retry as well, and
 * each of theirs is a call here: without a common limit a provider that fails would get several times its usual load just
 * then. Nothing is kept of targets that need no retry, so that calls cost nothing while all is well.
 */
export class RetryBudget {
  readonly #spent = new Map<string, Spending>();
  readonly #limits: RetryBudgetLimits;
  readonly #now: () => number;

  constructor(limits: RetryBudgetLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** An attempt at the target begins, be it a retry or not. */
  begin(target: Target): void {
    if (this.#spent.size === 0) return;
    const spending = this.#spent.get(keyOf(target));
    if (spending === undefined) return;
    if (this.#now() < spending.endsAt) spending.calls += 1;
    else this.#spent.delete(keyOf(target));
  }

  /** Whether one more retry fits in. */
  hasRoom(target: Target): boolean {
    const spending = this.#spent.get(keyOf(target));
    if (spending === undefined || this.#now() >= spending.endsAt) return true;
    const { retriesMin, retryShareMax } = this.#limits;
    return spending.retries < retriesMin + retryShareMax * (spending.calls - spending.retries);
  }

  /** One retry is decided on. */
  spend(target: Target): void {
    const key = keyOf(target);
    const now = this.#now();
    const spending = this.#spent.get(key);
    if (spending !== undefined && now < spending.endsAt) {
      spending.retries += 1;
      return;
    }
    const oldest = this.#spent.keys().next();
    if (this.#spent.size >= targetsMax && oldest.done === false) this.#spent.delete(oldest.value);
    this.#spent.set(key, { endsAt: now + this.#limits.retryWindowMs, calls: 1, retries: 1 });
  }
}
