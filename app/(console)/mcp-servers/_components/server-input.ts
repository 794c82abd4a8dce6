import type { ServerRow } from './server-columns.tsx';

type Values = Readonly<Record<string, unknown>>;

const listFields = ['allowed_tools', 'denied_tools', 'allowed_resources', 'denied_resources', 'allowed_prompts', 'denied_prompts'] as const;
const audienceFields = ['department_ids', 'team_ids', 'user_ids', 'role_ids', 'key_ids'] as const;

/** Settings that each way to authenticate has. */
const settingsOf: Readonly<Record<string, readonly string[]>> = {
  header: ['header'],
  oauth: ['oauth_url', 'client_id', 'scope'],
};

const recordOf = (value: unknown): Values => Object(value);

/** What of a form is sent: lists that were emptied are empty, and what the chosen authentication does not have is left out. */
export function inputOf(values: Values): Record<string, unknown> {
  const { auth_settings: all, audience, credential, price_per_call_usd: price, ...rest } = values;
  const wanted = settingsOf[String(rest.auth)] ?? [];
  return {
    ...rest,
    ...Object.fromEntries(listFields.map((name) => [name, values[name] ?? []])),
    auth_settings: Object.fromEntries(Object.entries(recordOf(all)).filter(([name]) => wanted.includes(name))),
    audience: Object.fromEntries(audienceFields.map((name) => [name, recordOf(audience)[name] ?? []])),
    ...(rest.auth === 'none' || credential === undefined ? {} : { credential }),
    ...(price === undefined ? {} : { price_per_call_usd: price }),
  };
}

/** As `inputOf`, for one that exists: what was cleared is cleared. */
export const changeOf = (values: Values): Record<string, unknown> => ({
  ...inputOf(values),
  price_per_call_usd: values.price_per_call_usd ?? null,
});

/** A list as a form has it: one that is empty is left empty. */
const given = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

/** The values of a form by path, for a server that exists. */
export function valuesOf(server: ServerRow): Record<string, unknown> {
  const { slug, name, url, auth, timeout_seconds, price_per_call_usd: price } = server;
  return {
    ...{ slug, name, url, auth, timeout_seconds },
    price_per_call_usd: price ?? undefined,
    ...Object.fromEntries(listFields.map((field) => [field, given(server[field])])),
    ...Object.fromEntries(Object.entries(server.auth_settings).map(([field, value]) => [`auth_settings.${field}`, value])),
    ...Object.fromEntries(audienceFields.map((field) => [`audience.${field}`, given(server.audience[field])])),
  };
}

/** The values of a form for a new one. */
export const newServer: Readonly<Record<string, unknown>> = {
  auth: 'none',
  timeout_seconds: 60,
  allowed_tools: ['*'],
  allowed_resources: ['*'],
  allowed_prompts: ['*'],
};
