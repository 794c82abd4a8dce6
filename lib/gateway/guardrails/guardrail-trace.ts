import { toPublicId } from '#lib/core/ids.ts';
import type { Hit } from '#lib/guardrails/engine/guardrail-set.ts';
import type { PolicyOutcome, TracedGuardrail } from '#lib/usage/usage-event.ts';

/** What became of a call by one hit. */
type Effect = 'flag' | 'redact' | 'route' | 'block';

/** How the record of policies calls it. */
const outcomes: Readonly<Record<Effect, PolicyOutcome['outcome']>> = {
  flag: 'allow',
  redact: 'transform',
  route: 'transform',
  block: 'deny',
};
const weight: Readonly<Record<PolicyOutcome['outcome'], number>> = { allow: 0, transform: 1, require_approval: 2, deny: 3 };

/** What a hit does to a call: what its guardrail says, unless whoever found it only wants it noted. */
export const effectOf = ({ guardrail, isMild }: Hit): Effect => (isMild === true ? 'flag' : guardrail.action);

/** The stricter of what policies and what guardrails came to. */
export const stricterOutcome = (one: PolicyOutcome['outcome'], other: PolicyOutcome['outcome']): PolicyOutcome['outcome'] =>
  weight[one] >= weight[other] ? one : other;

/** What guardrails found in one call; calls in which none found anything have no trace. */
export class GuardrailTrace {
  readonly #found = new Map<string, TracedGuardrail>();
  #outcome: PolicyOutcome['outcome'] = 'allow';
  /** The model or route that was asked for, where a guardrail had another asked. */
  redirectedFrom: string | null = null;

  add(hit: Hit): void {
    const { guardrail, side, why, score } = hit;
    const { guardrailId, version, mode } = guardrail;
    const action = effectOf(hit);
    if (mode === 'active') this.#outcome = stricterOutcome(outcomes[action], this.#outcome);
    const known = score === undefined ? {} : { score };
    this.#found.set(`${guardrailId} ${mode} ${side}`, { id: guardrailId, version, mode, side, action, why, ...known });
  }

  get outcome(): PolicyOutcome['outcome'] {
    return this.#outcome;
  }

  get found(): readonly TracedGuardrail[] {
    return [...this.#found.values()];
  }

  /** As the answer's header tells it: what is in force, such as `flag; grd_…`; empty where only shadows watched. */
  toHeader(): string {
    const inForce = this.found.filter(({ mode }) => mode === 'active');
    return inForce.map(({ action, id }) => `${action}; ${toPublicId('guardrail', id)}`).join(', ');
  }
}
