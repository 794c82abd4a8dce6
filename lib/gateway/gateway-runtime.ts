import type { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { UpstreamTransport } from '#lib/outbound/index.ts';
import type { CallRecorder } from '#lib/usage/usage-event.ts';
import { AdmissionGate } from './calls/admission-gate.ts';
import { CircuitBreaker } from './calls/circuit-breaker.ts';
import { RunningCalls } from './calls/running-calls.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { TokenCounter } from './tokens/token-counter.ts';

/** Everything of a process that the pipeline uses. */
export interface GatewayRuntime {
  readonly snapshot: Snapshot;
  readonly recorder: CallRecorder;
  /** The money of this process: what calls hold of their budgets. */
  readonly keeper: LeaseKeeper;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: GatewaySettings;
  readonly upstream: UpstreamTransport;
  readonly metrics: GatewayMetrics;
  readonly gate: AdmissionGate;
  readonly running: RunningCalls;
  readonly circuits: CircuitBreaker;
  readonly tokens: TokenCounter;
  /** From 0 up to 1: the jitter of pauses between attempts. */
  readonly random: () => number;
}

/** What a process brings; the rest of the runtime is the gateway's own. */
export type GatewayParts = Pick<GatewayRuntime, 'snapshot' | 'recorder' | 'keeper' | 'clock' | 'logger' | 'settings' | 'upstream'>;

export function createGatewayRuntime(parts: GatewayParts): GatewayRuntime {
  return {
    ...parts,
    metrics: new GatewayMetrics(),
    gate: new AdmissionGate(parts.settings),
    running: new RunningCalls(),
    circuits: new CircuitBreaker(parts.settings),
    tokens: new TokenCounter(),
    random: Math.random,
  };
}
