import type { UsageEvent } from '#lib/contracts/usage.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { sharesFromText } from '#lib/cost-centers/shares-text.ts';
import { splitByShares } from '#lib/cost-centers/split-amount.ts';
import type { CostCenterNames } from './name-cost-centers.ts';
import type { DimensionName } from './name-dimensions.ts';
import type { EventRow } from './search-events.ts';
import { toBilledUnits } from './to-billed-units.ts';
import type { CallClassification, PolicyOutcome, TracedAttempt } from './usage-event.ts';

export type Names = ReadonlyMap<number, DimensionName>;

/** What the names in events stand for: the int4 ids, the cost centers, the policies by their UUIDs. */
export interface EventNames {
  readonly names: Names;
  readonly centers: CostCenterNames;
  readonly policies: ReadonlyMap<string, string>;
  readonly connections: ReadonlyMap<string, string>;
}

const toPolicy = (said: PolicyOutcome | null, names: EventNames['policies']): UsageEvent['policy'] =>
  said === null
    ? null
    : {
        outcome: said.outcome,
        policies: said.policies.map((one) => ({ ...one, name: names.get(one.id) ?? null, actions: [...one.actions] })),
        guardrails: (said.guardrails ?? []).map((one) => ({ ...one, name: names.get(one.id) ?? null, score: one.score ?? null })),
      };

const toAttempt = (attempt: TracedAttempt, names: EventNames['connections']): UsageEvent['failed_attempts'][number] => ({
  connection: { id: attempt.connectionId, name: names.get(attempt.connectionId) ?? null },
  ...{ provider: attempt.provider, model: attempt.model, fault: attempt.fault, error_code: attempt.errorCode },
  ...{ http_status: attempt.httpStatus, duration_ms: attempt.durationMs },
  cost_usd: attempt.bookedNanoUsd === undefined ? null : BigInt(attempt.bookedNanoUsd),
});

const toData = ({ request, answer, ...said }: CallClassification): UsageEvent['data'] => ({
  ...said,
  request: { ...request },
  answer: { ...answer },
});

/** The int4 ids of a row that have names. */
export const dimensionsOf = (row: EventRow): readonly number[] => [
  row.department_dim,
  row.team_dim,
  row.user_dim,
  row.key_dim,
  row.connection_dim,
  row.provider_dim,
  row.model_dim,
  row.requested_model_dim,
  row.route_dim,
  row.project_dim,
  row.environment_dim,
  row.cost_centers_dim,
];

/**
 * A stored call as callers see it; `correctedNanoUsd` is what it costs since re-ratings.
 */
export function toUsageResource(
  row: EventRow,
  { names, centers, policies, connections }: EventNames,
  correctedNanoUsd: bigint | null,
): UsageEvent {
  const entity = (dim: number) => {
    const found = names.get(dim);
    return found === undefined ? null : { id: found.value, name: found.name };
  };
  const sharesOf = (dim: number) => sharesFromText(names.get(dim)?.value ?? '');
  const text = (dim: number) => names.get(dim)?.value ?? null;
  return {
    id: row.id,
    occurred_at: new Date(uuidTimeMs(row.id)),
    status: row.status,
    http_status: row.http_status,
    error_code: row.error_code,
    department: entity(row.department_dim),
    team: entity(row.team_dim),
    user: entity(row.user_dim),
    key: entity(row.key_dim),
    connection: entity(row.connection_dim),
    provider: text(row.provider_dim),
    model: text(row.model_dim),
    requested_model: text(row.requested_model_dim),
    route: entity(row.route_dim),
    route_version: row.routing?.version ?? null,
    routed_via: row.routing?.via ?? null,
    routing_reasons: [...(row.routing?.reasons ?? [])],
    failed_attempts: (row.routing?.failed ?? []).map((attempt) => toAttempt(attempt, connections)),
    project: entity(row.project_dim),
    environment: entity(row.environment_dim),
    cost_centers: splitByShares(row.cost_nano_usd, sharesOf(row.cost_centers_dim)).map(({ costCenterId, partsPerMillion, nanoUsd }) => ({
      id: costCenterId,
      code: centers.get(costCenterId)?.code ?? null,
      name: centers.get(costCenterId)?.name ?? null,
      percent: partsPerMillion / 10_000,
      cost_usd: nanoUsd,
    })),
    task_type: row.task_type,
    protocol: row.protocol,
    streamed: row.streamed,
    input_tokens: row.input_tokens,
    cache_read_tokens: row.cache_read_tokens,
    cache_write_tokens: row.cache_write_tokens,
    output_tokens: row.output_tokens,
    reasoning_tokens: row.reasoning_tokens,
    usage_source: row.usage_source,
    cost_usd: row.cost_nano_usd,
    corrected_usd: correctedNanoUsd,
    cost_state: row.cost_state,
    latency_ms: row.latency_ms,
    first_token_ms: row.first_token_ms,
    attempts: row.attempts,
    cache_state: row.cache_state,
    saved_usd: row.saved_nano_usd,
    baseline_usd: row.baseline_nano_usd ?? row.cost_nano_usd + row.saved_nano_usd,
    policy: toPolicy(row.policy, policies),
    service_tier: row.billing?.tier ?? null,
    inference_geo: row.billing?.geo ?? null,
    billed_units: toBilledUnits(row.billing),
    data: row.classification === null ? null : toData(row.classification),
  };
}
