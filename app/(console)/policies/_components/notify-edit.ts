/** Whom a policy tells, as its picker shows it. */
export interface Told {
  readonly channels: readonly string[];
  readonly users: readonly string[];
  readonly message: string;
}

type Part = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const tells = (action: unknown): action is Part => isRecord(action) && action.type === 'notify';

function partsOf(definition: unknown) {
  const whole = isRecord(definition) ? definition : {};
  const rules = isRecord(whole.rules) ? whole.rules : {};
  const actions: readonly unknown[] = Array.isArray(rules.actions) ? rules.actions : [];
  return { whole, rules, actions };
}

/** Whom the first action `notify` of a definition tells; null where there is none. */
export function toldOf(definition: unknown): Told | null {
  const action = partsOf(definition).actions.find(tells);
  if (action === undefined) return null;
  const { channels, users, message } = isRecord(action.parameters) ? action.parameters : {};
  return { channels: texts(channels), users: texts(users), message: typeof message === 'string' ? message : '' };
}

/** The definition with others told, or nobody; every other action stays where it is. */
export function withTold(definition: unknown, told: Told | null): unknown {
  const { whole, rules, actions } = partsOf(definition);
  const at = actions.findIndex(tells);
  const action = told && {
    type: 'notify',
    parameters: {
      ...(told.channels.length === 0 ? {} : { channels: told.channels }),
      ...(told.users.length === 0 ? {} : { users: told.users }),
      ...(told.message === '' ? {} : { message: told.message }),
    },
  };
  if (at < 0) return { ...whole, rules: { ...rules, actions: action === null ? actions : [...actions, action] } };
  const changed = actions.flatMap((one, place) => (place === at ? (action === null ? [] : [action]) : [one]));
  return { ...whole, rules: { ...rules, actions: changed } };
}
