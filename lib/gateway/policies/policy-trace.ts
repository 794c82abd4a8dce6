import { toPublicId } from '#lib/core/ids.ts';
import type { Decision, Match } from '#lib/policies/engine/decide.ts';
import type { PolicyOutcome, TracedPolicy } from '#lib/usage/usage-event.ts';

const weight: Readonly<Record<Decision['outcome'], number>> = { allow: 0, transform: 1, require_approval: 2, deny: 3 };

/** What policies said about one call; calls that none is about have no trace. */
export class PolicyTrace {
  #outcome: Decision['outcome'] = 'allow';
  readonly #policies = new Map<string, TracedPolicy>();
  /** The model or route that was asked for, where a policy had another asked. */
  redirectedFrom: string | null = null;
  /** The model that the request named before that; null where no policy had another asked. */
  namedModel: string | null = null;

  /** Notes what is about the call. `isDecisive`: what became of it, and not what would have at a target that was left out. */
  add(decision: Decision, isDecisive: boolean): void {
    if (isDecisive && weight[decision.outcome] > weight[this.#outcome]) this.#outcome = decision.outcome;
    for (const match of decision.matches) this.#note(match);
    for (const match of decision.shadows) this.#note(match);
  }

  #note({ policy, fault }: Match): void {
    const { policyId, version, mode } = policy;
    const actions = fault === null ? (policy.definition?.rules.actions.map(({ type }) => type) ?? []) : ['broken'];
    this.#policies.set(`${policyId} ${mode}`, { id: policyId, version, mode, actions });
  }

  get isEmpty(): boolean {
    return this.#policies.size === 0;
  }

  /** As the usage event keeps it. */
  toOutcome(): PolicyOutcome {
    return { outcome: this.#outcome, policies: [...this.#policies.values()] };
  }

  /** As the answer's header tells it: what is in force, such as `transform; pol_…`; empty where only shadows watched. */
  toHeader(): string {
    const ids = [...this.#policies.values()].filter(({ mode }) => mode === 'active').map(({ id }) => toPublicId('policy', id));
    return ids.length === 0 ? '' : `${this.#outcome}; ${ids.join(' ')}`;
  }
}
