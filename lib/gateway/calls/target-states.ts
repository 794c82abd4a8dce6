import { TargetState } from './target-state.ts';

/** Targets remembered; callers can name models as they like where a connection lists none. */
const statesMax = 10_000;

/** The states of the targets of this process. */
export class TargetStates {
  readonly #states = new Map<string, TargetState>();

  /** The one state of a connection with a model; made when it is first asked for. */
  of(tenantId: string, connectionId: string, model: string): TargetState {
    const key = `${tenantId} ${connectionId} ${model}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= statesMax) this.#forgetIdle();
    const state = new TargetState(tenantId, connectionId, model);
    this.#states.set(key, state);
    return state;
  }

  all(): Iterable<TargetState> {
    return this.#states.values();
  }

  /** A tenth of those without calls, the oldest first, so that forgetting is rare. Whoever still holds one goes on with it alone. */
  #forgetIdle(): void {
    let left = statesMax / 10;
    for (const [key, state] of this.#states) {
      if (left === 0) return;
      if (state.running > 0 || state.waiting > 0) continue;
      this.#states.delete(key);
      left -= 1;
    }
  }
}
