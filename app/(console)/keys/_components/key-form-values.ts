import type { FormValues } from '#components/forms/form-values.ts';

type Values = Readonly<Record<string, unknown>>;

/** `app=intranet` → `{ app: 'intranet' }`. */
export function tagsOf(texts: unknown): Record<string, string> {
  const list = Array.isArray(texts) ? texts.filter((text): text is string => typeof text === 'string') : [];
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

/** `{ app: 'intranet' }` → `app=intranet`, as the form shows it. */
export const tagTexts = (tags: Readonly<Record<string, string>>): string[] =>
  Object.entries(tags).map(([name, value]) => `${name}=${value}`);

/** Which of the places a kind of key is told. */
const placesOf: Readonly<Record<string, readonly string[]>> = {
  personal: ['team_id', 'project_id', 'environment_id'],
  team: ['team_id', 'project_id', 'environment_id'],
  department: ['department_id', 'project_id', 'environment_id'],
  project: ['project_id', 'environment_id'],
  service: ['team_id', 'project_id', 'environment_id'],
};
const places = ['team_id', 'department_id', 'project_id', 'environment_id'];

/** Whether a kind of key is told a place. */
export const hasPlace = (kind: unknown, place: string): boolean => typeof kind === 'string' && placesOf[kind]?.includes(place) === true;

const rule = (metric: string, limit: unknown) => (typeof limit === 'number' ? [{ metric, window: 'minute', limit }] : []);

/** What the operation takes of what the form of a new key holds; what was chosen for another kind before is not sent. */
export function newKeyInput(values: Values): Record<string, unknown> {
  const { kind, tags, budget, requests_per_minute: requests, tokens_per_minute: tokens, ...rest } = values;
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !places.includes(name) || hasPlace(kind, name)));
  const limits = [...rule('requests', requests), ...rule('tokens', tokens)];
  const hasBudget = typeof budget === 'object' && budget !== null && 'limit_usd' in budget && typeof budget.limit_usd === 'string';
  return {
    ...kept,
    kind,
    ...(Array.isArray(tags) && tags.length > 0 ? { tags: tagsOf(tags) } : {}),
    ...(hasBudget ? { budget } : {}),
    ...(limits.length === 0 ? {} : { rate_limits: limits }),
  };
}

const nullable = ['allowed_models', 'allowed_providers', 'allowed_endpoints', 'allowed_addresses', 'project_id', 'environment_id'] as const;

/** What the operation takes of the form of a key that is there: an empty field takes the limit away. */
export function editedKeyInput(values: Values): Record<string, unknown> {
  const { tags, ...rest } = values;
  return { ...rest, ...Object.fromEntries(nullable.map((name) => [name, rest[name] ?? null])), tags: tagsOf(tags) };
}

/** The values of a form for a key that is there. */
export function keyFormValues(key: {
  readonly name: string;
  readonly allowed_models: readonly string[] | null;
  readonly allowed_providers: readonly string[] | null;
  readonly allowed_endpoints: readonly string[] | null;
  readonly allowed_addresses: readonly string[] | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly project_id: string | null;
  readonly environment_id: string | null;
}): FormValues {
  return {
    name: key.name,
    allowed_models: key.allowed_models ?? undefined,
    allowed_providers: key.allowed_providers ?? undefined,
    allowed_endpoints: key.allowed_endpoints ?? undefined,
    allowed_addresses: key.allowed_addresses ?? undefined,
    tags: Object.keys(key.tags).length === 0 ? undefined : tagTexts(key.tags),
    project_id: key.project_id ?? undefined,
    environment_id: key.environment_id ?? undefined,
  };
}
