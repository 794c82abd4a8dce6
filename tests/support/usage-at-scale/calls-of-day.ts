/** A day of calls, by their numbers; each number makes the same call in every run. */
export interface DayOfCalls {
  /** Numbers of its first call and of the next day's. */
  readonly first: number;
  readonly next: number;
  /** When it begins, on the hour, and ends. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly tenants: number;
}

/** SQL for a number from 0 to below 1 that belongs to an integer, another one for each `use`. */
const chance = (of: 'unit' | 'n', use: number): string => `(hashint8extended(${of}, ${use}) & 4294967295)::float8 / 4294967296`;

/** SQL for one of some texts; `at` is a number from 0 to below 1. */
const oneOf = (texts: readonly string[], at: string): string =>
  `('{${texts.join(',')}}'::text[])[1 + floor(${texts.length} * ${at})::integer]`;

const protocols = [
  ...['openai.chat_completions', 'openai.responses', 'anthropic.messages'],
  ...['openai.embeddings', 'openai.images_generations', 'openai.audio_transcriptions'],
];
const taskTypes = ['code_review', 'summary', 'translation', 'chat', 'coding', 'extraction'];

/**
 * Numbers and what they are drawn from. Of ten calls one is the company's, drawn by itself; the others come in runs of one to fifteen, as
 * work with a model does: `unit` is the call or its run, `at_run` the call's place in it.
 */
const units = ({ first, next }: DayOfCalls): string => `
  select n, n % 10 = 0 as is_company, case when n % 10 = 0 then -1 - n else 2 * (o / 16) + (o % 16 >= cut)::integer end as unit,
    case when n % 10 = 0 then 0 when o % 16 >= cut then o % 16 - cut else o % 16 end as at_run
  from generate_series(${first}::int8, ${next - 1}::int8) as n, lateral (select n - n / 10 - 1 as o) as others, lateral (select 1 + (o / 16) % 15 as cut) as cuts offset 0`;

/** What is drawn for a run (tenant, person, model, project, hour, kind of work) and for each of its calls. */
const drawn = (day: DayOfCalls): string => `
  select *, ${chance('unit', 1)} as b, ${chance('unit', 2)} as who, ${chance('unit', 3)} as liking, ${chance('unit', 4)} < 0.4 as has_project,
    ${chance('unit', 5)} as office, ${chance('unit', 6)} as at, ${chance('unit', 7)} as kind, ${chance('unit', 8)} as task, ${chance('n', 9)} < 0.5 as streamed,
    ${chance('n', 10)} as x, ${chance('n', 11)} as y, ${chance('n', 12)} as g, ${chance('n', 13)} as kept, lpad(to_hex(hashint8extended(n, 14)), 16, '0') as digits,
    sqrt(-2 * ln(greatest(${chance('n', 15)}, 1e-12))) * cos(2 * pi() * (${chance('n', 16)})) as z
  from (${units(day)}) as units offset 0`;

/** Few tenants, people, models and hours have most calls; a person works in one team and with two or three models. */
const placed = (day: DayOfCalls): string => `
  select *, (person * 7) % teams as team_n, (person + floor(liking * liking * 3)::integer * 5) % models as model_n,
    ${oneOf(protocols, 'kind * kind * kind')} as protocol, case when task < 0.5 then ${oneOf(taskTypes, 'task * 2')} end as task_type,
    case when g < 0.97 then 'succeeded' when g < 0.985 then 'failed' when g < 0.992 then 'refused' else 'cancelled' end as status,
    case when kept < 0.05 then 'hit' when kept < 0.2 then 'miss' end as cache_state,
    least(${day.toMs - 1}, ${day.fromMs} + floor(${day.toMs - day.fromMs} * case when office < 0.7 then (8 + 10 * at) / 24 else at end)
      + at_run * (12000 + floor(20000 * y))) as ms
  from (
    select *, floor(users * who * who * who)::integer as person from (
      select *, case when is_company then 0 else 1 + floor(${day.tenants - 1} * b * b * b)::integer end as place from (${drawn(day)}) as drawn) as c
    join scale.tenant as t using (place) offset 0) as known
  offset 0`;

/** A query for the calls in the order of their time, named like columns of `usage_event`, and `hour_at`. Latency is log-normal. */
export const callsOfDay = (day: DayOfCalls): string => `
  select tenant_id, to_timestamp(ms / 1000) as occurred_at, to_timestamp(floor(ms / 3600000) * 3600) as hour_at,
    (lpad(to_hex(ms::int8), 12, '0') || '7' || substr(digits, 1, 3) || '8' || substr(digits, 4) || '00')::uuid as id,
    department + 1 + team_n % departments as department_dim, team + 1 + team_n as team_dim, "user" + 1 + person as user_dim, key + 1 + person as key_dim,
    provider + 1 + model_n % providers as provider_dim, model + 1 + model_n as model_dim,
    case when has_project then project + 1 + (person * 3) % projects else 0 end as project_dim, protocol, task_type, streamed, status,
    (200 + 6000 * x)::integer as input_tokens, (20 + 900 * y)::integer as output_tokens, (1000000 + 40000000 * x * y)::int8 as cost_nano_usd,
    greatest(1, exp(6.5 + 0.8 * z))::integer as latency_ms, case when streamed then greatest(1, exp(5.5 + 0.5 * z))::integer end as first_token_ms,
    case status when 'refused' then 0 else 1 end as attempts, cache_state, case cache_state when 'hit' then 5000000 else 0 end as saved_nano_usd,
    case status when 'failed' then 'provider_error' when 'refused' then 'policy_denied' end as error_code,
    case when status = 'refused' then '{"outcome": "deny", "policies": []}'::jsonb when kept > 0.98 then '{"outcome": "transform", "policies": []}' end as policy
  from (${placed(day)}) as placed order by ms`;
