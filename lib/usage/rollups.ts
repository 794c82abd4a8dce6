import { uuidTimeMs } from '#lib/core/ids.ts';
import type { EventDimensions } from './dimensions.ts';
import { latencyBucket } from './latency-buckets.ts';
import type { CallStatus, UsageEvent } from './usage-event.ts';
import { addWork, type WorkDelta } from './work-deltas.ts';

/** What one hour of one combination of dimensions gains by a posting; may be negative where events were corrected. */
export interface HourDelta {
  readonly tenantId: string;
  readonly hourMs: number;
  readonly dimensions: EventDimensions;
  requests: number;
  readonly byStatus: Record<CallStatus, number>;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  costNanoUsd: bigint;
  latencyMsSum: number;
}

export interface LatencyDelta {
  readonly tenantId: string;
  readonly hourMs: number;
  readonly team: number;
  readonly model: number;
  readonly measure: 'latency' | 'first_token';
  readonly bucket: number;
  count: number;
}

const hour = 3_600_000;

/**
 * Whether the latency of a call says something about a provider: a call that was refused never went to one, and how long
 * an interrupted one took is not known. Only such calls are in the histograms and in `latency_ms_sum`.
 */
export const isMeasured = (event: UsageEvent): boolean => event.attempts > 0 && event.usageSource !== 'presumed';

/** Gathers what a posting changes, so that each rollup row is written once however many events fall into it. */
export class RollupDeltas {
  private readonly hours = new Map<string, HourDelta>();
  private readonly latencies = new Map<string, LatencyDelta>();
  private readonly work = new Map<string, WorkDelta>();

  /** `sign` is −1 for an event that is taken back. */
  add(event: UsageEvent, dimensions: EventDimensions, sign: 1 | -1 = 1): void {
    const occurredMs = uuidTimeMs(event.id);
    const hourMs = occurredMs - (occurredMs % hour);
    const { tenantId } = event.attribution;
    const delta = this.hourOf(tenantId, hourMs, dimensions);
    const { usage } = event;
    delta.requests += sign;
    delta.byStatus[event.status] += sign;
    delta.inputTokens += sign * (usage.input ?? 0);
    delta.cacheReadTokens += sign * (usage.cacheRead ?? 0);
    delta.cacheWriteTokens += sign * (usage.cacheWrite ?? 0);
    delta.outputTokens += sign * (usage.output ?? 0);
    delta.reasoningTokens += sign * (usage.reasoning ?? 0);
    delta.costNanoUsd += sign === 1 ? event.costNanoUsd : -event.costNanoUsd;
    addWork(this.work, event, { hourMs, dimensions, sign });
    if (!isMeasured(event)) return;
    delta.latencyMsSum += sign * event.latencyMs;
    this.countLatency(tenantId, hourMs, dimensions, 'latency', event.latencyMs, sign);
    if (event.firstTokenMs !== null) this.countLatency(tenantId, hourMs, dimensions, 'first_token', event.firstTokenMs, sign);
  }

  /** In the order of their keys, which every poster locks them in. */
  sortedHours(): HourDelta[] {
    return sortedValues(this.hours);
  }

  /** In the order of their keys; counts that cancelled out are left out. */
  sortedLatencies(): LatencyDelta[] {
    return sortedValues(this.latencies).filter(({ count }) => count !== 0);
  }

  /** In the order of their keys. */
  sortedWork(): WorkDelta[] {
    return sortedValues(this.work);
  }

  private hourOf(tenantId: string, hourMs: number, dimensions: EventDimensions): HourDelta {
    const { department, team, user, key, connection, provider, model, project, environment, costCenters } = dimensions;
    const id = `${tenantId} ${hourMs} ${department} ${team} ${user} ${key} ${connection} ${provider} ${model} ${project} ${environment} ${costCenters}`;
    const known = this.hours.get(id);
    if (known !== undefined) return known;
    const delta: HourDelta = {
      tenantId,
      hourMs,
      dimensions,
      requests: 0,
      byStatus: { succeeded: 0, failed: 0, refused: 0, cancelled: 0, interrupted: 0 },
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      costNanoUsd: 0n,
      latencyMsSum: 0,
    };
    this.hours.set(id, delta);
    return delta;
  }

  private countLatency(
    tenantId: string,
    hourMs: number,
    { team, model }: EventDimensions,
    measure: LatencyDelta['measure'],
    milliseconds: number,
    sign: 1 | -1,
  ): void {
    const bucket = latencyBucket(milliseconds);
    const id = `${tenantId} ${hourMs} ${team} ${model} ${measure} ${bucket}`;
    const known = this.latencies.get(id);
    if (known === undefined) this.latencies.set(id, { tenantId, hourMs, team, model, measure, bucket, count: sign });
    else known.count += sign;
  }
}

function sortedValues<Value>(map: ReadonlyMap<string, Value>): Value[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
