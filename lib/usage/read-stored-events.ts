import type { Fragment, ISql } from 'postgres';
import { sharesFromText } from '#lib/cost-centers/shares-text.ts';
import type { EventDimensions } from './dimensions.ts';
import type {
  CallAttribution,
  CallBilling,
  CallClassification,
  CallRouting,
  PolicyOutcome,
  TokenUsage,
  UsageEvent,
} from './usage-event.ts';

/** A usage event as it lies in the database, names spelled out again. */
export interface StoredEvent {
  readonly event: UsageEvent;
  readonly dimensions: EventDimensions;
  readonly batchId: string;
  /** The budgets that it was charged to. */
  readonly budgetIds: readonly string[];
}

/** A pool or a transaction of a role that may read usage. */
export type UsageReader = ISql<{ bigint: bigint }>;

/** Columns renamed to the fields of the event; the dictionary ids come as `<name>Dim`. */
type EventRow = Omit<UsageEvent, 'attribution' | 'usage' | 'policy' | 'classification' | 'routing' | 'baselineNanoUsd' | 'billing'> &
  Omit<CallAttribution, 'projectId' | 'environmentId' | 'costShares'> &
  TokenUsage &
  DimensionColumns & {
    readonly batchId: string;
    readonly budgetIds: string | null;
    readonly projectId: string | null;
    readonly environmentId: string | null;
    readonly costCenters: string | null;
    readonly policy: PolicyOutcome | null;
    readonly classification: CallClassification | null;
    readonly routing: CallRouting | null;
    readonly baselineNanoUsd: bigint | null;
    readonly billing: CallBilling | null;
  };

type DimensionColumns = { readonly [Name in keyof EventDimensions as `${Name}Dim`]: number };

/** The events of `usage_event AS e` that meet a condition, in the order of (tenant, time, id). `lock` is put at the end. */
export async function readStoredEvents(sql: UsageReader, condition: Fragment, lock: Fragment = sql``): Promise<StoredEvent[]> {
  const rows = await sql<EventRow[]>`
    SELECT e.id, e.batch_id AS "batchId", e.tenant_id AS "tenantId",
      department.value AS "departmentId", team.value AS "teamId", "user".value AS "userId", key.value AS "keyId",
      connection.value AS "connectionId", provider.value AS provider, model.value AS model, requested.value AS "requestedModel",
      route.value AS "routeId", budgets.value AS "budgetIds",
      project.value AS "projectId", environment.value AS "environmentId", cost_centers.value AS "costCenters",
      e.department_dim AS "departmentDim", e.team_dim AS "teamDim", e.user_dim AS "userDim", e.key_dim AS "keyDim",
      e.connection_dim AS "connectionDim", e.provider_dim AS "providerDim", e.model_dim AS "modelDim",
      e.requested_model_dim AS "requestedModelDim", e.route_dim AS "routeDim", e.budgets_dim AS "budgetsDim",
      e.project_dim AS "projectDim", e.environment_dim AS "environmentDim", e.cost_centers_dim AS "costCentersDim",
      e.protocol, e.streamed, e.status, e.http_status AS "httpStatus", e.error_code AS "errorCode",
      e.usage_source AS "usageSource", e.cost_state AS "costState",
      e.input_tokens AS input, e.cache_read_tokens AS "cacheRead", e.cache_write_tokens AS "cacheWrite",
      e.output_tokens AS output, e.reasoning_tokens AS reasoning,
      e.cost_nano_usd AS "costNanoUsd", e.bound_nano_usd AS "boundNanoUsd", e.overrun_nano_usd AS "overrunNanoUsd",
      e.price_version_id AS "priceVersionId", e.latency_ms AS "latencyMs", e.first_token_ms AS "firstTokenMs", e.attempts,
      e.task_type AS "taskType", e.cache_state AS "cacheState", e.saved_nano_usd AS "savedNanoUsd", e.tags, e.policy,
      e.classification, e.routing, e.baseline_nano_usd AS "baselineNanoUsd", e.billing
    FROM usage_event AS e
    LEFT JOIN usage_dimension AS department ON department.tenant_id = e.tenant_id AND department.id = e.department_dim
    LEFT JOIN usage_dimension AS team ON team.tenant_id = e.tenant_id AND team.id = e.team_dim
    LEFT JOIN usage_dimension AS "user" ON "user".tenant_id = e.tenant_id AND "user".id = e.user_dim
    LEFT JOIN usage_dimension AS key ON key.tenant_id = e.tenant_id AND key.id = e.key_dim
    LEFT JOIN usage_dimension AS connection ON connection.tenant_id = e.tenant_id AND connection.id = e.connection_dim
    LEFT JOIN usage_dimension AS provider ON provider.tenant_id = e.tenant_id AND provider.id = e.provider_dim
    LEFT JOIN usage_dimension AS model ON model.tenant_id = e.tenant_id AND model.id = e.model_dim
    LEFT JOIN usage_dimension AS requested ON requested.tenant_id = e.tenant_id AND requested.id = e.requested_model_dim
    LEFT JOIN usage_dimension AS route ON route.tenant_id = e.tenant_id AND route.id = e.route_dim
    LEFT JOIN usage_dimension AS budgets ON budgets.tenant_id = e.tenant_id AND budgets.id = e.budgets_dim
    LEFT JOIN usage_dimension AS project ON project.tenant_id = e.tenant_id AND project.id = e.project_dim
    LEFT JOIN usage_dimension AS environment ON environment.tenant_id = e.tenant_id AND environment.id = e.environment_dim
    LEFT JOIN usage_dimension AS cost_centers ON cost_centers.tenant_id = e.tenant_id AND cost_centers.id = e.cost_centers_dim
    WHERE ${condition}
    ORDER BY e.tenant_id, e.occurred_at, e.id
    ${lock}`;
  return rows.map(toStoredEvent);
}

const uuidLength = 36;

function toStoredEvent(row: EventRow): StoredEvent {
  const {
    batchId,
    budgetIds,
    departmentDim,
    teamDim,
    userDim,
    keyDim,
    connectionDim,
    providerDim,
    modelDim,
    requestedModelDim,
    routeDim,
    budgetsDim,
    projectDim,
    environmentDim,
    costCentersDim,
    projectId,
    environmentId,
    costCenters,
    policy,
    classification,
    routing,
    baselineNanoUsd,
    billing,
    ...named
  } = row;
  const { tenantId, departmentId, teamId, userId, keyId, input, cacheRead, cacheWrite, output, reasoning, ...fields } = named;
  return {
    batchId,
    budgetIds: budgetIds?.split(',').map((budget) => budget.slice(0, uuidLength)) ?? [],
    dimensions: {
      department: departmentDim,
      team: teamDim,
      user: userDim,
      key: keyDim,
      connection: connectionDim,
      provider: providerDim,
      model: modelDim,
      requestedModel: requestedModelDim,
      route: routeDim,
      budgets: budgetsDim,
      project: projectDim,
      environment: environmentDim,
      costCenters: costCentersDim,
    },
    event: {
      ...fields,
      ...(policy === null ? {} : { policy }),
      ...(classification === null ? {} : { classification }),
      ...(routing === null ? {} : { routing }),
      ...(baselineNanoUsd === null ? {} : { baselineNanoUsd }),
      ...(billing === null ? {} : { billing }),
      attribution: {
        ...{ tenantId, departmentId, teamId, userId, keyId },
        ...(projectId === null ? {} : { projectId }),
        ...(environmentId === null ? {} : { environmentId }),
        ...(costCenters === null ? {} : { costShares: sharesFromText(costCenters) }),
      },
      usage: { input, cacheRead, cacheWrite, output, reasoning },
    },
  };
}
