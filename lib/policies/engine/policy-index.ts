import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { policyFieldNamed } from '#lib/contracts/policy-names.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { type Fact, type Facts, slotOf } from './facts.ts';
import { readValue, readValues } from './read-value.ts';

/** A policy with its place in the order of all. */
export interface Placed {
  readonly policy: CompiledPolicy;
  readonly order: number;
  /** The call that found it last, so that none finds it twice. */
  foundBy: number;
}

type Bucket = Map<Fact, Placed[]>;

/** What the fact of one field must be, as one condition says that all calls of a policy share. */
interface Demand {
  readonly slot: number;
  readonly values: readonly Fact[];
}

function demandOf({ field: name, operator, value }: PolicyCondition): Demand | null {
  if (name === undefined || (operator !== 'equals' && operator !== 'in')) return null;
  const slot = slotOf(name);
  const field = policyFieldNamed(name);
  if (slot === undefined || field === undefined) return null;
  const values = operator === 'in' ? readValues(field, value) : [readValue(field, value)].filter((one) => one !== undefined);
  return values === undefined || values.length === 0 ? null : { slot, values };
}

/** The most telling demand of a policy: the one with the fewest values; null where it has none that all its calls share. */
function bestDemand({ definition, fault }: CompiledPolicy): Demand | null {
  if (definition === null || fault !== null) return null;
  const { conditions, match } = definition.rules;
  if (match === 'any' && conditions.length !== 1) return null;
  const demands = conditions.flatMap((one) => one.all ?? [one]).map(demandOf);
  const known = demands.filter((demand) => demand !== null);
  return known.toSorted((left, right) => left.values.length - right.values.length)[0] ?? null;
}

function put(bucket: Bucket, key: Fact, placed: Placed): void {
  const known = bucket.get(key);
  if (known === undefined) bucket.set(key, [placed]);
  else known.push(placed);
}

/**
 * Finds the policies that can be about a call without asking each of them: by the department, team or project that they are
 * for, and by what the fact of one field must be. What has neither is asked each time.
 */
export class PolicyIndex {
  readonly #always: Placed[] = [];
  readonly #bySlot = new Map<number, Bucket>();
  readonly #byPlace: Bucket = new Map();

  constructor(policies: readonly Placed[]) {
    for (const placed of policies) this.#add(placed);
  }

  #add(placed: Placed): void {
    const { scopeId } = placed.policy;
    const demand = bestDemand(placed.policy);
    if (demand !== null) {
      const bucket = this.#bySlot.get(demand.slot) ?? new Map();
      this.#bySlot.set(demand.slot, bucket);
      for (const value of new Set(demand.values)) put(bucket, value, placed);
    } else if (scopeId === null) this.#always.push(placed);
    else put(this.#byPlace, scopeId, placed);
  }

  /** Hands over every policy that can be about the call; one may come twice, where a list of facts holds two of its values. */
  visit(facts: Facts, ask: (placed: Placed) => void): void {
    for (const placed of this.#always) ask(placed);
    for (const [slot, bucket] of this.#bySlot) {
      const fact = facts.values[slot] ?? null;
      if (fact === null) continue;
      if (Array.isArray(fact)) {
        for (const one of fact) visitAll(bucket.get(one), ask);
      } else visitAll(bucket.get(fact), ask);
    }
    if (this.#byPlace.size === 0) return;
    for (const place of facts.places) visitAll(this.#byPlace.get(place), ask);
  }
}

function visitAll(found: readonly Placed[] | undefined, ask: (placed: Placed) => void): void {
  if (found !== undefined) for (const placed of found) ask(placed);
}
