import { arrayLiteral, plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import type { ColumnLiterals } from './column-literals.ts';
import type { EventDimensions } from './dimensions.ts';
import type { PostingTransaction } from './insert-events.ts';
import type { UsageEvent } from './usage-event.ts';

/** What one hour of one kind of work gains by a posting; may be negative where events were corrected. */
export interface WorkDelta {
  readonly tenantId: string;
  readonly hourMs: number;
  readonly department: number;
  readonly team: number;
  readonly project: number;
  readonly model: number;
  readonly protocol: string;
  readonly taskType: string;
  requests: number;
  succeeded: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: bigint;
  savedNanoUsd: bigint;
}

/** Adds an event to the sums of its kind of work, by their keys; `sign` is −1 for one that is taken back. */
export function addWork(
  deltas: Map<string, WorkDelta>,
  event: UsageEvent,
  { hourMs, dimensions, sign }: { readonly hourMs: number; readonly dimensions: EventDimensions; readonly sign: 1 | -1 },
): void {
  const { tenantId } = event.attribution;
  const { department, team, project, model } = dimensions;
  const taskType = event.taskType ?? '';
  const key = `${tenantId} ${hourMs} ${department} ${team} ${project} ${model} ${event.protocol} ${taskType}`;
  let delta = deltas.get(key);
  if (delta === undefined) {
    delta = {
      ...{ tenantId, hourMs, department, team, project, model, protocol: event.protocol, taskType },
      ...{ requests: 0, succeeded: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0n, savedNanoUsd: 0n },
    };
    deltas.set(key, delta);
  }
  const { usage } = event;
  delta.requests += sign;
  if (event.status === 'succeeded') delta.succeeded += sign;
  delta.inputTokens += sign * ((usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0));
  delta.outputTokens += sign * (usage.output ?? 0);
  delta.costNanoUsd += sign === 1 ? event.costNanoUsd : -event.costNanoUsd;
  delta.savedNanoUsd += sign === 1 ? event.savedNanoUsd : -event.savedNanoUsd;
}

const of = (pick: (delta: WorkDelta) => number | bigint) => (rows: readonly WorkDelta[]) => arrayLiteral(rows.map(pick));

/** How the columns of sums by kind of work are made. */
export const workBuilders = {
  tenantId: (rows: readonly WorkDelta[]) => plainArrayLiteral(rows.map(({ tenantId }) => tenantId)),
  hourMs: of(({ hourMs }) => hourMs),
  department: of(({ department }) => department),
  team: of(({ team }) => team),
  project: of(({ project }) => project),
  model: of(({ model }) => model),
  protocol: (rows: readonly WorkDelta[]) => textArrayLiteral(rows.map(({ protocol }) => protocol)),
  taskType: (rows: readonly WorkDelta[]) => textArrayLiteral(rows.map(({ taskType }) => taskType)),
  requests: of(({ requests }) => requests),
  succeeded: of(({ succeeded }) => succeeded),
  input: of(({ inputTokens }) => inputTokens),
  output: of(({ outputTokens }) => outputTokens),
  cost: of(({ costNanoUsd }) => costNanoUsd),
  saved: of(({ savedNanoUsd }) => savedNanoUsd),
};

/** The statement that adds the columns to the kept sums; rows must come in the order of their keys, which every poster locks them in. */
export const addWorkSums = (tx: PostingTransaction, columns: ColumnLiterals<typeof workBuilders>) => tx`
  INSERT INTO usage_work_hour AS h (tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type,
    requests, succeeded, input_tokens, output_tokens, cost_nano_usd, saved_nano_usd)
  SELECT tenant_id, to_timestamp(hour_ms / 1000), department, team, project, model, protocol, task_type, requests, succeeded, input, output, cost, saved
  FROM unnest(
    ${columns.tenantId}::text::uuid[], ${columns.hourMs}::text::float8[], ${columns.department}::text::int4[], ${columns.team}::text::int4[],
    ${columns.project}::text::int4[], ${columns.model}::text::int4[], ${columns.protocol}::text::text[], ${columns.taskType}::text::text[],
    ${columns.requests}::text::int8[], ${columns.succeeded}::text::int8[], ${columns.input}::text::int8[], ${columns.output}::text::int8[],
    ${columns.cost}::text::int8[], ${columns.saved}::text::int8[]
  ) AS d (tenant_id, hour_ms, department, team, project, model, protocol, task_type, requests, succeeded, input, output, cost, saved)
  ON CONFLICT (tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type) DO UPDATE SET
    requests = h.requests + excluded.requests, succeeded = h.succeeded + excluded.succeeded,
    input_tokens = h.input_tokens + excluded.input_tokens, output_tokens = h.output_tokens + excluded.output_tokens,
    cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd, saved_nano_usd = h.saved_nano_usd + excluded.saved_nano_usd`;
