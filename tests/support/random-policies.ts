import type { PolicyCondition, PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { type PolicyOperatorName, policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { PolicySource } from '#lib/policies/engine/compiled-policy.ts';
import { type Fact, type Facts, factCount, slotOf } from '#lib/policies/engine/facts.ts';
import type { Random } from './random.ts';

/** UUIDs of people and teams that random policies and calls are about. */
export const someIds = Array.from({ length: 6 }, (_, index) => `01936b1e-7a00-7000-8000-00000000000${index}`);

const words: Readonly<Record<string, readonly string[]>> = {
  model: ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet', 'gemini-pro', 'sandbox-small'],
  provider: ['openai', 'anthropic', 'google', 'sandbox'],
  region: ['eu', 'us', 'apac'],
  task: ['chat', 'code_generation', 'summary'],
  data_class: ['public', 'internal', 'confidential', 'restricted'],
  requested_model: ['gpt-4o', 'support-chat', 'sandbox-small'],
  'tags.app': ['bot', 'portal', 'batch'],
  'tags.stage': ['dev', 'prod'],
};
/** Forms of these words that people read as the words, with what they read. */
export const disguises: ReadonlyMap<string, string> = new Map([
  ['GPT-4o', 'gpt-4o'],
  ['g\u200bpt-4o-mini', 'gpt-4o-mini'],
  ['ｃｌａｕｄｅ-sonnet', 'claude-sonnet'],
  ['gеmini-prо', 'gemini-pro'],
  ['sаndbox', 'sandbox'],
  ['Bоt', 'bot'],
  ['p\u00adr\u2060od', 'prod'],
  ['códe_generation', 'code_generation'],
]);
const formsOf = (word: string): readonly string[] => [word, ...[...disguises].flatMap(([form, read]) => (read === word ? [form] : []))];

const numbers = ['input_tokens', 'max_output_tokens', 'daily_requests_per_user', 'monthly_tokens_per_team'];
const amounts = ['daily_cost_per_user', 'monthly_cost_per_key', 'estimated_cost'];
const idFields = { user: 'user', team: 'team', roles: 'role' } as const;

const textOperators: readonly PolicyOperatorName[] = [
  ...(['equals', 'not_equals', 'in', 'not_in', 'contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'not_matches'] as const),
  ...(['equals_alike', 'not_equals_alike', 'contains_alike', 'not_contains_alike'] as const),
  ...(['exists', 'not_exists'] as const),
];
const numberOperators: readonly PolicyOperatorName[] = [
  ...(['equals', 'not_equals', 'in', 'not_in', 'greater_than', 'greater_or_equal', 'less_than', 'less_or_equal'] as const),
  ...(['between', 'not_between', 'exists', 'not_exists'] as const),
];

const some = <Item>(random: Random, items: readonly Item[]): Item[] =>
  Array.from({ length: 1 + random.below(3) }, () => random.pick(items));

function textComparison(random: Random): PolicyCondition {
  const field = random.pick(Object.keys(words));
  const known = words[field] ?? [];
  const usable = field === 'data_class' ? textOperators.filter((name) => !/contains|with|match|alike/.test(name)) : textOperators;
  const operator = random.pick(usable);
  if (operator === 'exists' || operator === 'not_exists') return { field, operator };
  if (operator === 'in' || operator === 'not_in') return { field, operator, value: some(random, known) };
  const word = random.pick(known);
  if (field === 'data_class') return { field, operator, value: word };
  const cut = random.below(word.length - 1);
  if (operator.endsWith('matches')) return { field, operator, value: random.pick(['^gpt', 'o+', '[a-c].*t$', '(mini|prod)', '^.{4,6}$']) };
  if (operator.endsWith('equals_alike')) return { field, operator, value: random.pick(formsOf(word)) };
  return { field, operator, value: operator.endsWith('equals') ? word : word.slice(cut, cut + 2) };
}

function numberComparison(random: Random): PolicyCondition {
  const isMoney = random.chance(0.4);
  const field = random.pick(isMoney ? amounts : numbers);
  const operator = random.pick(numberOperators);
  const one = () => (isMoney ? random.pick([random.below(20), random.below(200) / 8, `${random.below(20)}.5`]) : random.below(20));
  if (operator === 'exists' || operator === 'not_exists') return { field, operator };
  if (operator === 'in' || operator === 'not_in') return { field, operator, value: [one(), one(), one()] };
  if (!operator.endsWith('between')) return { field, operator, value: one() };
  const low = random.below(15);
  return { field, operator, value: [low, low + random.below(10)] };
}

function idComparison(random: Random): PolicyCondition {
  const field = random.pick(['user', 'team', 'roles'] as const);
  const ids = someIds.map((id) => toPublicId(idFields[field], id));
  const operator = random.pick(['equals', 'not_equals', 'in', 'not_in', 'exists', 'not_exists'] as const);
  if (operator === 'exists' || operator === 'not_exists') return { field, operator };
  return { field, operator, value: operator.endsWith('in') ? some(random, ids) : random.pick(ids) };
}

/** A condition that can be compiled, with others inside it down to some depth. */
export function randomCondition(random: Random, depth: number): PolicyCondition {
  if (depth > 0 && random.chance(0.35)) {
    const kind = random.pick(['all', 'any', 'not'] as const);
    if (kind === 'not') return { not: randomCondition(random, depth - 1) };
    return { [kind]: Array.from({ length: 1 + random.below(3) }, () => randomCondition(random, depth - 1)) };
  }
  if (random.chance(0.1)) return { field: 'streamed', operator: random.pick(['equals', 'not_equals'] as const), value: random.chance(0.5) };
  return random.pick([textComparison, numberComparison, idComparison])(random);
}

/** What a policy does, that refuses or logs. */
export function randomDefinition(random: Random, depth = 3): PolicyDefinition {
  const few = <Item>(items: readonly Item[]): Item[] => (random.chance(0.15) ? some(random, items) : []);
  return {
    priority: random.below(5) * 10,
    rules: {
      conditions: Array.from({ length: random.below(4) }, () => randomCondition(random, depth)),
      match: random.pick(['all', 'any'] as const),
      actions: [random.chance(0.3) ? { type: 'deny', parameters: {} } : { type: 'log', parameters: {} }],
    },
    exceptions: {
      roles: few(someIds).map((id) => toPublicId('role', id)),
      users: few(someIds).map((id) => toPublicId('user', id)),
      teams: few(someIds).map((id) => toPublicId('team', id)),
      ...{ time: [], expires_at: null },
    },
    ...{ valid_from: null, valid_until: null },
  };
}

export function randomSource(random: Random, index: number, definition = randomDefinition(random)): PolicySource {
  const scopeId = random.chance(0.25) ? random.pick(someIds) : null;
  return {
    policyId: `01936b1e-7a00-7000-8000-${String(index).padStart(12, '0')}`,
    ...{ name: `policy ${index}`, version: 1, mode: 'active', definition },
    ...{ scopeKind: scopeId === null ? 'tenant' : 'team', scopeId },
  };
}

function randomFact(random: Random, name: string): Fact {
  if (random.chance(0.15)) return null;
  const kind = policyFieldNamed(name)?.kind;
  if (kind === 'money') return random.below(200) * 125_000_000;
  if (kind === 'number') return random.below(25);
  if (kind === 'yes_no') return random.chance(0.5);
  if (kind === 'id') return random.pick(someIds);
  if (kind === 'ids') return some(random, someIds).slice(0, random.below(4));
  const word = random.pick(words[name] ?? ['other']);
  return name === 'data_class' ? word : random.pick(formsOf(word));
}

/** Every field that random policies ask for. */
export const askedFields = [...numbers, ...amounts, ...Object.keys(words), ...Object.keys(idFields), 'streamed'];

/** What is known of a random call; the same fields that random policies ask for. */
export function randomFacts(random: Random): Facts {
  const values: Fact[] = Array.from({ length: factCount }, () => null);
  const tags: Record<string, string> = {};
  for (const name of askedFields) {
    const fact = randomFact(random, name);
    const slot = slotOf(name);
    if (slot !== undefined) values[slot] = fact;
    else if (typeof fact === 'string') tags[name.slice('tags.'.length)] = fact;
  }
  return { values, tags: random.chance(0.2) ? null : tags, nowMs: 1_765_000_000_000, places: some(random, someIds) };
}
