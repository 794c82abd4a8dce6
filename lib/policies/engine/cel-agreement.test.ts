import { run } from '@bufbuild/cel';
import { parse } from '@marcbachmann/cel-js';
import { describe, expect, test } from 'vitest';
import { factsForCel, policyToCel } from '#tests/support/policy-to-cel.ts';
import { Random } from '#tests/support/random.ts';
import { askedFields, randomDefinition, randomFacts, randomSource } from '#tests/support/random-policies.ts';
import { PolicySet } from './policy-set.ts';

/** `npm run prove -- policies` sets a million. */
const cases = Number(process.env.POLICY_CASES ?? 20_000);
const seed = Number(process.env.POLICY_SEED ?? 20_261_121);
const policiesInSet = 25;
const callsPerSet = 20;

describe('[GOV-1] the engine against two implementations of CEL', () => {
  test(`agrees on ${cases} random policies and calls, seed ${seed}`, { timeout: 20_000 + cases }, () => {
    const random = new Random(seed);
    let matched = 0;
    for (let done = 0; done < cases; done += policiesInSet * callsPerSet) {
      const sources = Array.from({ length: policiesInSet }, (_, index) => {
        const definition = randomDefinition(random);
        return { source: randomSource(random, index, definition), cel: '', definition };
      }).map((one) => ({ ...one, cel: policyToCel(one.source, one.definition) }));
      const oracles = sources.map(({ source, cel }) => ({ id: source.policyId, cel, holds: parse(cel) }));
      const set = new PolicySet(sources.map(({ source }) => source));
      for (let call = 0; call < callsPerSet; call += 1) {
        const facts = randomFacts(random);
        const f = factsForCel(facts, askedFields);
        const found = new Set([...set.matchesOfCall(facts), ...set.matchesOfTarget(facts)].map(({ policy }) => policy.policyId));
        for (const { id, cel, holds } of oracles) {
          const expected = holds({ f });
          if (expected !== found.has(id)) expect({ cel, f, found: found.has(id) }).toEqual({ cel, f, found: expected });
          matched += expected === true ? 1 : 0;
        }
        // The second reads an expression anew each time, so it gets one policy of each call.
        const one = random.pick(oracles);
        const second = run(one.cel, { f });
        if (second !== found.has(one.id)) expect({ ...one, f, found: found.has(one.id) }).toEqual({ ...one, f, found: second });
      }
    }
    // Neither always nor never.
    expect(matched).toBeGreaterThan(cases / 20);
    expect(matched).toBeLessThan((cases * 3) / 4);
  });
});
