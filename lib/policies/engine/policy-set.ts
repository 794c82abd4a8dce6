import { type CompiledPolicy, compilePolicy, type PolicySource } from './compiled-policy.ts';
import { type Decision, decide, type Match, undecided } from './decide.ts';
import type { Facts } from './facts.ts';
import { type Placed, PolicyIndex } from './policy-index.ts';

const faultOf = (error: unknown): string => (error instanceof Error ? error.message : 'it failed');

/** By priority, the highest first, and then by age: ids are sortable by when they were made. A shadow comes after what it would replace. */
const inOrder = (left: CompiledPolicy, right: CompiledPolicy): number => {
  if (left.priority !== right.priority) return right.priority - left.priority;
  if (left.policyId !== right.policyId) return left.policyId < right.policyId ? -1 : 1;
  return left.mode === right.mode ? 0 : left.mode === 'active' ? -1 : 1;
};

/** All policies of a tenant, compiled once for each version of its configuration; asked for each call. */
export class PolicySet {
  readonly policies: readonly CompiledPolicy[];
  /** Names of all fields that any of them asks for; nothing else of a call need be found out. */
  readonly fields: ReadonlySet<string>;
  /** Some ask for what is known of each target by itself. */
  readonly hasTargetPolicies: boolean;
  /** Some take something out of requests or answers. */
  readonly redacts: boolean;
  readonly #ofCall: PolicyIndex;
  readonly #ofTarget: PolicyIndex;

  constructor(sources: readonly PolicySource[]) {
    this.policies = sources.map(compilePolicy).toSorted(inOrder);
    this.fields = new Set(this.policies.flatMap(({ fields }) => fields));
    const placed = this.policies.map((policy, order): Placed => ({ policy, order, foundBy: 0 }));
    this.#ofCall = new PolicyIndex(placed.filter(({ policy }) => !policy.isOfTarget));
    this.#ofTarget = new PolicyIndex(placed.filter(({ policy }) => policy.isOfTarget));
    this.redacts = this.policies.some(
      ({ mode, definition }) => mode === 'active' && definition?.rules.actions.some(({ type }) => type === 'redact') === true,
    );
    this.hasTargetPolicies = this.policies.some(({ isOfTarget }) => isOfTarget);
  }

  /** What the policies that need no target say. */
  matchesOfCall(facts: Facts): readonly Placed[] {
    return matchesIn(this.#ofCall, facts);
  }

  /** What those say that look at a target. */
  matchesOfTarget(facts: Facts): readonly Placed[] {
    return this.hasTargetPolicies ? matchesIn(this.#ofTarget, facts) : noMatches;
  }

  /** All of them together, for a call with one target. */
  evaluate(facts: Facts): Decision {
    return decisionOf(this.matchesOfCall(facts), this.matchesOfTarget(facts));
  }
}

const noMatches: readonly Placed[] = [];

/** Numbers the calls, so that a policy that is found twice for one is taken once. */
let asking = 0;

function matchesIn(index: PolicyIndex, facts: Facts): readonly Placed[] {
  const found: Placed[] = [];
  asking += 1;
  const current = asking;
  index.visit(facts, (placed) => {
    if (placed.foundBy === current) return;
    try {
      if (!placed.policy.test(facts)) return;
      found.push(placed);
    } catch (error) {
      // What cannot be decided is decided against the call.
      found.push({ ...placed, policy: { ...placed.policy, fault: faultOf(error) } });
    }
    placed.foundBy = current;
  });
  return found;
}

/** What two lots of matches come to together. */
export function decisionOf(ofCall: readonly Placed[], ofTarget: readonly Placed[]): Decision {
  if (ofCall.length === 0 && ofTarget.length === 0) return undecided;
  const all = [...ofCall, ...ofTarget].sort((left, right) => left.order - right.order);
  return decide(all.map(({ policy }): Match => ({ policy, fault: policy.fault })));
}
