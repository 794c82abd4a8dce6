import { leafHash } from '#lib/audit/merkle.ts';
import type { CallBilling, CallClassification, CallRouting, CostShare, PolicyOutcome, UsageEvent } from './usage-event.ts';

/**
 * The bytes that a usage event is proved by: JSON in the canonical form of RFC 8785 with the members below, UTF-8. Money
 * is a decimal string of nano-USD, because numbers of that form are doubles; ids are UUIDs, and names are spelled out, so
 * that nobody needs the dictionary to check them. Members are written in their canonical order, sorted by name; a test
 * compares with an independent sorter.
 *
 * Version 2 (`v`) adds `cache_state`, `route_id`, `saved_nano_usd` and `task_type`. Calls that have none of them keep the form
 * of version 1, so that what was posted before these members existed is proved by the same bytes as ever. Version 3 adds to
 * version 2 `cost_centers`, `environment_id` and `project_id` in the same way, for calls that have one of them, and version 4 to
 * version 3 `policy`, for calls that a policy was about; within it `guardrails`, where one objected. Version 5 adds
 * `classification` to version 4, where `policy` is null if none was. Version 6 adds `baseline_nano_usd`, `billing` and `routing` to
 * version 5, where `classification` is null if there was none, for calls that have one of the three. Version 7 adds
 * `booked_nano_usd` to those failed attempts of version 6 that have one, and `geo` to a `billing` that has one.
 */
export function canonicalEvent(event: UsageEvent): string {
  const { attribution, usage } = event;
  const { projectId, environmentId, costShares } = attribution;
  const { policy, classification, routing, baselineNanoUsd, billing } = event;
  const isVersion6 = routing !== undefined || baselineNanoUsd !== undefined || billing !== undefined;
  const isVersion5 = isVersion6 || classification !== undefined;
  const isVersion3 =
    isVersion5 || policy !== undefined || projectId !== undefined || environmentId !== undefined || costShares !== undefined;
  const isVersion1 =
    !isVersion3 && event.routeId === null && event.taskType === null && event.cacheState === null && event.savedNanoUsd === 0n;
  const beforeTags = JSON.stringify({
    attempts: event.attempts,
    ...(isVersion6 ? { baseline_nano_usd: baselineNanoUsd?.toString() ?? null } : {}),
    ...(isVersion6 ? { billing: billing === undefined ? null : toBillingMember(billing) } : {}),
    bound_nano_usd: event.boundNanoUsd.toString(),
    ...(isVersion1 ? {} : { cache_state: event.cacheState }),
    ...(isVersion5 ? { classification: classification === undefined ? null : toClassMember(classification) } : {}),
    connection_id: event.connectionId,
    ...(isVersion3 ? { cost_centers: costShares?.map(toMember) ?? null } : {}),
    cost_nano_usd: event.costNanoUsd.toString(),
    cost_state: event.costState,
    department_id: attribution.departmentId,
    ...(isVersion3 ? { environment_id: environmentId ?? null } : {}),
    error_code: event.errorCode,
    first_token_ms: event.firstTokenMs,
    http_status: event.httpStatus,
    id: event.id,
    key_id: attribution.keyId,
    latency_ms: event.latencyMs,
    model: event.model,
    overrun_nano_usd: event.overrunNanoUsd.toString(),
    ...(policy === undefined ? (isVersion5 ? { policy: null } : {}) : { policy: toPolicyMember(policy) }),
    price_version_id: event.priceVersionId,
    ...(isVersion3 ? { project_id: projectId ?? null } : {}),
    protocol: event.protocol,
    provider: event.provider,
    requested_model: event.requestedModel,
    ...(isVersion1 ? {} : { route_id: event.routeId }),
    ...(isVersion6 ? { routing: routing === undefined ? null : toRoutingMember(routing) } : {}),
    ...(isVersion1 ? {} : { saved_nano_usd: event.savedNanoUsd.toString() }),
    status: event.status,
    streamed: event.streamed,
  });
  const behindTags = JSON.stringify({
    ...(isVersion1 ? {} : { task_type: event.taskType }),
    team_id: attribution.teamId,
    tenant_id: attribution.tenantId,
    tokens: {
      cache_read: usage.cacheRead,
      cache_write: usage.cacheWrite,
      input: usage.input,
      output: usage.output,
      reasoning: usage.reasoning,
    },
    usage_source: event.usageSource,
    user_id: attribution.userId,
    v: isVersion7(event) ? 7 : isVersion6 ? 6 : isVersion5 ? 5 : policy !== undefined ? 4 : isVersion1 ? 1 : isVersion3 ? 3 : 2,
  });
  return `${beforeTags.slice(0, -1)},"tags":${canonicalTags(event.tags)},${behindTags.slice(1)}`;
}

const isVersion7 = ({ routing, billing }: UsageEvent): boolean =>
  billing?.geo !== undefined || routing?.failed?.some(({ bookedNanoUsd }) => bookedNanoUsd !== undefined) === true;

/** The RFC 6962 leaf hash of the canonical bytes, in hexadecimal; the root of a batch is over these. */
export const eventDigest = (event: UsageEvent): string => leafHash(canonicalEvent(event));

const toMember = ({ costCenterId, partsPerMillion }: CostShare) => ({ id: costCenterId, parts_per_million: partsPerMillion });

const toPolicyMember = ({ outcome, policies, guardrails }: PolicyOutcome) => ({
  ...(guardrails === undefined
    ? {}
    : {
        guardrails: guardrails.map(({ action, id, mode, score, side, version, why }) => ({
          ...{ action, id, mode, ...(score === undefined ? {} : { score }), side, version, why },
        })),
      }),
  outcome,
  policies: policies.map(({ id, version, mode, actions }) => ({ actions, id, mode, version })),
});

const toBillingMember = ({ tier, geo, units }: CallBilling) => ({
  ...(geo === undefined ? {} : { geo }),
  tier: tier ?? null,
  units: units === undefined ? null : sortedCounts(units),
});

const sortedCounts = (counts: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const toClassMember = ({ class: level, by, action, request, answer }: CallClassification) => ({
  action,
  answer: sortedCounts(answer),
  by,
  class: level,
  request: sortedCounts(request),
});

const toRoutingMember = ({ version, via, reasons, failed }: CallRouting) => ({
  failed: (failed ?? []).map(({ connectionId, provider, model, fault, errorCode, httpStatus, durationMs, bookedNanoUsd }) => ({
    ...(bookedNanoUsd === undefined ? {} : { booked_nano_usd: String(bookedNanoUsd) }),
    ...{ connection_id: connectionId, duration_ms: durationMs, error_code: errorCode, fault, http_status: httpStatus, model, provider },
  })),
  reasons: reasons ?? [],
  version: version ?? null,
  via: via ?? null,
});

/** Joined by hand: JavaScript would move a name such as "1" to the front of an object. */
function canonicalTags(tags: Readonly<Record<string, string>> | null): string {
  if (tags === null) return 'null';
  const names = Object.keys(tags).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(tags[name])}`).join(',')}}`;
}
