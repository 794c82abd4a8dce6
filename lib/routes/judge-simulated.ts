import type { PolicySource } from '#lib/policies/engine/compiled-policy.ts';
import type { Decision } from '#lib/policies/engine/decide.ts';
import { type Fact, factCount, slotOf } from '#lib/policies/engine/facts.ts';
import { PolicySet } from '#lib/policies/engine/policy-set.ts';
import type { SimulatedCaller } from './read-simulated-caller.ts';

/** What is known of a made-up request, by the names that policies have for it; what is not there is not known. */
export type SimulatedFacts = Readonly<Record<string, Fact>>;

/** What policies say of a request at one target. */
export interface SimulatedVerdict {
  /** Why they keep it away from there; null where they do not. */
  readonly refusal: string | null;
  /** What else they do with it. */
  readonly notes: readonly string[];
}

function notesOf({ approval, redirect, cap, throttles, redaction }: Decision): readonly string[] {
  return [
    ...(approval === null ? [] : [`"${approval.policy.name}" has it wait for an approval.`]),
    ...(redirect === null ? [] : [`"${redirect.policy.name}" sends it to ${redirect.to} instead.`]),
    ...(cap === null ? [] : [`"${cap.policy.name}" limits its answer to ${cap.parameters.output_tokens_max} tokens.`]),
    ...throttles.map(({ policy }) => `"${policy.name}" holds it back.`),
    ...(redaction === null ? [] : ['What policies name is taken out of the request.']),
  ];
}

/** Judges made-up requests by the policies in force. */
export class SimulatedPolicies {
  readonly #set: PolicySet;
  readonly #caller: SimulatedCaller;
  readonly #nowMs: number;

  constructor(sources: readonly PolicySource[], caller: SimulatedCaller, nowMs: number) {
    this.#set = new PolicySet(sources.filter(({ mode }) => mode === 'active'));
    this.#caller = caller;
    this.#nowMs = nowMs;
  }

  /** Fields that some policy asks for and a made-up request does not have, such as its text. */
  unknown(facts: SimulatedFacts): readonly string[] {
    const known = { ...this.#ofCaller(), ...facts };
    return [...this.#set.fields].filter((name) => slotOf(name) !== undefined && !Object.hasOwn(known, name)).sort();
  }

  judge(facts: SimulatedFacts): SimulatedVerdict {
    const values: Fact[] = new Array<Fact>(factCount).fill(null);
    for (const [name, fact] of Object.entries({ ...this.#ofCaller(), ...facts })) {
      const slot = slotOf(name);
      if (slot !== undefined) values[slot] = fact;
    }
    const { chains, projectId } = this.#caller;
    const places = [...chains.teams, ...chains.departments, ...(projectId === null ? [] : [projectId])];
    const decision = this.#set.evaluate({ values, tags: null, nowMs: this.#nowMs, places });
    const { deny } = decision;
    return {
      refusal: deny === null ? null : `The policy "${deny.policy.name}" refuses it${deny.message === null ? '' : `: ${deny.message}`}`,
      notes: notesOf(decision),
    };
  }

  #ofCaller(): SimulatedFacts {
    const { keyId, userId, projectId, environmentId, roles, chains } = this.#caller;
    return {
      ...{ key: keyId, user: userId, project: projectId, environment: environmentId, roles },
      ...{ team: chains.teams, department: chains.departments, time: this.#nowMs },
    };
  }
}
