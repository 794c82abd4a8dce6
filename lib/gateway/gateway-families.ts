import { labelled, type MetricFamily, single } from '#lib/core/metric-family.ts';
import type { GatewayRuntime } from './gateway-runtime.ts';

const places = (gateway: GatewayRuntime): MetricFamily[] => [
  single('gauge', 'tollgate_calls_in_flight', 'Calls that have a place in this process', gateway.gate.size),
  single('gauge', 'tollgate_buffered_bytes', 'Bytes of streams that are held back for their callers', gateway.metrics.bufferedBytes),
  single(
    'gauge',
    'tollgate_snapshot_age_seconds',
    'Time since the configuration was last known to be current',
    gateway.snapshot.stalenessMs() / 1000,
  ),
  labelled(
    'gauge',
    'tollgate_circuits',
    'Targets whose circuit is not closed',
    'state',
    [...Map.groupBy(gateway.circuits.states(), ({ state }) => state)].map(([state, circuits]) => [state, circuits.length] as const),
  ),
];

/** Numbers of the gateway in this process. Read when they are asked for, never at a call. */
export function gatewayFamilies(gateway: GatewayRuntime): MetricFamily[] {
  const { metrics } = gateway;
  const counter = (name: string, help: string, value: number) => single('counter', name, help, value);
  return [
    ...metrics.figures.families(),
    labelled('counter', 'tollgate_errors_total', 'Errors told to callers, by code', 'code', metrics.errorsByCode),
    labelled(
      'counter',
      'tollgate_usage_source_total',
      'Calls by where their usage is from',
      'source',
      Object.entries(metrics.callsByUsageSource),
    ),
    labelled(
      'counter',
      'tollgate_cost_state_total',
      'Calls by whether they have a price',
      'state',
      Object.entries(metrics.callsByCostState),
    ),
    counter('tollgate_failed_attempts_total', 'Attempts at providers that failed', metrics.failedAttempts),
    counter('tollgate_malformed_events_total', 'Events of provider streams that were no JSON', metrics.malformedEvents),
    counter('tollgate_throttled_calls_total', 'Calls that a budget near its end held back', metrics.throttledCalls),
    counter('tollgate_rate_refusals_total', 'Calls that a rate limit refused', metrics.rateRefusals),
    counter('tollgate_rate_store_failures_total', 'Calls whose rate limits could not be counted', metrics.rateStoreFailures),
    counter('tollgate_settle_failures_total', 'Calls whose settlement could not be written anywhere', metrics.settleFailures),
    ...(gateway.telemetry === null
      ? []
      : [counter('tollgate_telemetry_dropped_total', 'Spans that the collector did not take', gateway.telemetry.dropped)]),
    ...places(gateway),
  ];
}
