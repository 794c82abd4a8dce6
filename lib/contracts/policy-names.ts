// Without schemas, so that the editor has these words without the library behind them.

/** What a field of a call is, which says which operators it takes and what they compare it with. */
export type PolicyFieldKind = 'text' | 'prompt' | 'number' | 'money' | 'yes_no' | 'id' | 'ids' | 'address' | 'time';

interface PolicyField {
  readonly kind: PolicyFieldKind;
  readonly label: string;
  /** Known of each target by itself: what a policy refuses there is left out, and the call goes to the others. */
  readonly ofTarget?: true;
  /** The kind of the public ids that it is compared with. */
  readonly idKind?: 'user' | 'key' | 'team' | 'department' | 'project' | 'environment' | 'role';
  /** The words that it can be, where they are known. */
  readonly words?: readonly string[];
}

/** How far back usage is counted, of whom, and what of it; a calendar day or month in UTC. */
const windows = [
  ['daily', 'today'],
  ['monthly', 'this month'],
] as const;
const measures = [
  ['cost', 'money', 'Cost'],
  ['requests', 'number', 'Requests'],
  ['tokens', 'number', 'Tokens'],
] as const;
const owners = ['user', 'team', 'key'] as const;

type WindowFieldName = `${(typeof windows)[number][0]}_${(typeof measures)[number][0]}_per_${(typeof owners)[number]}`;

/** A field that counts usage, with its parts. */
export interface PolicyWindowField {
  readonly name: WindowFieldName;
  readonly window: 'daily' | 'monthly';
  readonly measure: 'cost' | 'requests' | 'tokens';
  readonly owner: 'user' | 'team' | 'key';
  readonly field: PolicyField;
}

/** Every measure of every window and owner, such as `daily_cost_per_user`. */
export const policyWindowFields: readonly PolicyWindowField[] = windows.flatMap(([window, since]) =>
  measures.flatMap(([measure, kind, word]) =>
    owners.map((owner) => ({
      ...{ name: `${window}_${measure}_per_${owner}` as const, window, measure, owner },
      field: { kind, label: `${word} of the ${owner} ${since}` },
    })),
  ),
);

const ownFields = {
  requested_model: { kind: 'text', label: 'Model or route as the caller names it' },
  route: { kind: 'text', label: 'Route' },
  model: { kind: 'text', label: 'Model that would serve', ofTarget: true },
  provider: { kind: 'text', label: 'Provider', ofTarget: true },
  connection: { kind: 'text', label: 'Connection', ofTarget: true },
  region: { kind: 'text', label: 'Region of the connection', ofTarget: true },
  estimated_cost: { kind: 'money', label: 'Most that the call can cost (USD)', ofTarget: true },
  protocol: { kind: 'text', label: 'Protocol' },
  streamed: { kind: 'yes_no', label: 'Streamed' },
  task: { kind: 'text', label: 'Task' },
  data_class: { kind: 'text', label: 'Data class', words: ['public', 'internal', 'confidential', 'restricted'] },
  input_tokens: { kind: 'number', label: 'Input tokens (about)' },
  max_output_tokens: { kind: 'number', label: 'Output tokens asked for' },
  request_bytes: { kind: 'number', label: 'Bytes of the request' },
  media_count: { kind: 'number', label: 'Pictures and sounds' },
  choices: { kind: 'number', label: 'Answers asked for' },
  prompt: { kind: 'prompt', label: 'Text of the request' },
  ip: { kind: 'address', label: 'IP address' },
  user_agent: { kind: 'text', label: 'User agent' },
  time: { kind: 'time', label: 'Time' },
  user: { kind: 'id', label: 'User', idKind: 'user' },
  user_domain: { kind: 'text', label: 'E-mail domain of the user' },
  key: { kind: 'id', label: 'Virtual key', idKind: 'key' },
  team: { kind: 'ids', label: 'Team, and those around it', idKind: 'team' },
  department: { kind: 'ids', label: 'Department, and those around it', idKind: 'department' },
  project: { kind: 'id', label: 'Project', idKind: 'project' },
  environment: { kind: 'id', label: 'Environment', idKind: 'environment' },
  roles: { kind: 'ids', label: 'Roles of the user', idKind: 'role' },
} as const satisfies Readonly<Record<string, PolicyField>>;

/** Everything that conditions can be about, in the order in which an editor offers it. */
export const policyFields: ReadonlyMap<string, PolicyField> = new Map<string, PolicyField>([
  ...Object.entries(ownFields),
  ...policyWindowFields.map(({ name, field }) => [name, field] as const),
]);

const tagField: PolicyField = { kind: 'text', label: 'Tag' };
const tagPattern = /^tags\.[a-zA-Z0-9_.-]{1,64}$/;

/** The field of a condition; undefined for a name that is none. */
export const policyFieldNamed = (name: string): PolicyField | undefined => (tagPattern.test(name) ? tagField : policyFields.get(name));

/** What a condition compares a field with. */
export type PolicyValueKind = 'one' | 'some' | 'pair' | 'none' | 'pattern' | 'networks' | 'window' | 'instant';

interface PolicyOperator {
  readonly label: string;
  readonly value: PolicyValueKind;
  readonly kinds: readonly PolicyFieldKind[];
}

const comparable: readonly PolicyFieldKind[] = ['text', 'number', 'money', 'yes_no', 'id', 'ids', 'address'];
const countable: readonly PolicyFieldKind[] = ['number', 'money'];
const readable: readonly PolicyFieldKind[] = ['text', 'prompt'];
const anything: readonly PolicyFieldKind[] = ['text', 'number', 'money', 'yes_no', 'id', 'ids', 'address'];

/** What conditions can ask. What is missing is equal to nothing, so each `not_…` holds for it, and no other operator but `not_exists` does. */
export const policyOperators = {
  equals: { label: 'is', value: 'one', kinds: comparable },
  not_equals: { label: 'is not', value: 'one', kinds: comparable },
  in: { label: 'is one of', value: 'some', kinds: comparable },
  not_in: { label: 'is none of', value: 'some', kinds: comparable },
  greater_than: { label: 'is more than', value: 'one', kinds: countable },
  greater_or_equal: { label: 'is at least', value: 'one', kinds: countable },
  less_than: { label: 'is less than', value: 'one', kinds: countable },
  less_or_equal: { label: 'is at most', value: 'one', kinds: countable },
  between: { label: 'is between', value: 'pair', kinds: countable },
  not_between: { label: 'is not between', value: 'pair', kinds: countable },
  contains: { label: 'contains', value: 'one', kinds: readable },
  not_contains: { label: 'does not contain', value: 'one', kinds: readable },
  equals_alike: { label: 'reads as', value: 'one', kinds: ['text'] },
  not_equals_alike: { label: 'does not read as', value: 'one', kinds: ['text'] },
  contains_alike: { label: 'contains what reads as', value: 'one', kinds: readable },
  not_contains_alike: { label: 'contains nothing that reads as', value: 'one', kinds: readable },
  starts_with: { label: 'starts with', value: 'one', kinds: readable },
  ends_with: { label: 'ends with', value: 'one', kinds: readable },
  matches: { label: 'matches', value: 'pattern', kinds: readable },
  not_matches: { label: 'does not match', value: 'pattern', kinds: readable },
  exists: { label: 'is known', value: 'none', kinds: anything },
  not_exists: { label: 'is not known', value: 'none', kinds: anything },
  in_network: { label: 'is in the network', value: 'networks', kinds: ['address'] },
  not_in_network: { label: 'is outside the network', value: 'networks', kinds: ['address'] },
  in_time_window: { label: 'is within', value: 'window', kinds: ['time'] },
  not_in_time_window: { label: 'is outside', value: 'window', kinds: ['time'] },
  before: { label: 'is before', value: 'instant', kinds: ['time'] },
  after: { label: 'is from', value: 'instant', kinds: ['time'] },
} as const satisfies Readonly<Record<string, PolicyOperator>>;

/** An operator by its name. */
export type PolicyOperatorName = keyof typeof policyOperators;

/** The names of all operators, in the order in which an editor offers them. */
export const policyOperatorNames = Object.keys(policyOperators) as readonly PolicyOperatorName[];

/** What a policy does, the strictest first: a call that one refuses is refused, whatever others say. */
export const policyActionTypes = [
  'deny',
  'require_approval',
  'redact',
  'route_to',
  'downgrade',
  'throttle',
  'cap_tokens',
  'notify',
  'log',
  'allow',
] as const;
export type PolicyActionType = (typeof policyActionTypes)[number];

/** What a policy is about, for people who look for it. */
export const policyTypes = ['cost_control', 'access', 'data', 'model', 'rate'] as const;
export type PolicyType = (typeof policyTypes)[number];

/** For whose calls a policy is. */
export const policyScopeKinds = ['tenant', 'department', 'team', 'project'] as const;
export type PolicyScopeKind = (typeof policyScopeKinds)[number];

/** Conditions of one policy, all levels together, at most. */
export const policyConditionsMax = 50;
/** Comparisons with the text of requests in all policies of a tenant that are in force or watch, at most. */
export const promptComparisonsMax = 20;
/** Policies of a tenant that are not archived, at most. */
export const policiesMax = 1_000;
