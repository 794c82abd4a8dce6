import { between, pick, type SeededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';

/** What others send where something else belongs. */
const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  'x',
  [],
  {},
  [null],
  [[]],
  { type: 'text' },
  JSON.rawJSON('9007199254740993'),
  'data:,',
];

/** A copy of a JSON value with one or a few members changed, left out or doubled; for tests of what reads it. */
export function mutated(random: SeededRandom, value: unknown): unknown {
  if (random() < 0.06) return pick(random, oddities);
  if (Array.isArray(value)) {
    const members = value.map((member: unknown) => mutated(random, member));
    return random() < 0.05 ? members.slice(between(random, 0, members.length)) : members;
  }
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  const kept = Object.entries(value).filter(() => random() > 0.03);
  return Object.fromEntries(kept.map(([name, member]) => [name, mutated(random, member)]));
}
