import type { TargetReport } from '#lib/routes/write-target-status.ts';
import type { CircuitState } from './circuit-breaker.ts';
import type { TargetState } from './target-state.ts';

/** What is idle for this long is reported no more. */
const idleMs = 5 * 60_000;
/** What does not change is reported again this often, so that it is believed further. */
const heartbeatMs = 10_000;

/** Chooses and describes the targets that are due to be reported; remembers when each was. */
export class TargetReports {
  readonly #reportedAt = new WeakMap<TargetState, number>();

  /** Times are of the monotonic clock. */
  due(states: Iterable<TargetState>, circuits: readonly CircuitState[], now: number): readonly TargetReport[] {
    const circuitOf = new Map(circuits.map((circuit) => [`${circuit.connectionId} ${circuit.model}`, circuit]));
    const reports: TargetReport[] = [];
    for (const state of states) {
      const circuit = circuitOf.get(`${state.connectionId} ${state.model}`);
      if (!this.#isDue(state, circuit?.state ?? 'closed', now)) continue;
      this.#reportedAt.set(state, now);
      reports.push(reportOf(state, circuit, now));
    }
    return reports;
  }

  #isDue(state: TargetState, circuit: CircuitState['state'], now: number): boolean {
    // A target that was only looked at has nothing to report.
    if (state.touchedAt === null) return false;
    if (state.running > 0 || state.waiting > 0 || circuit !== 'closed') return true;
    const reportedAt = this.#reportedAt.get(state) ?? Number.NEGATIVE_INFINITY;
    if (state.touchedAt >= reportedAt) return true;
    return now - state.touchedAt < idleMs && now - reportedAt >= heartbeatMs;
  }
}

function reportOf(state: TargetState, circuit: CircuitState | undefined, now: number): TargetReport {
  const { attempts, faults, latency, firstToken, byKind } = state.recent.read(now);
  const { tenantId, connectionId, model, running, waiting, lastFault } = state;
  const [latencyMs, firstTokenMs] = [state.latency.read(now), state.firstToken.read(now)];
  return {
    ...{ tenantId, connectionId, model, running, waiting, attempts, faults },
    ...{ circuit: circuit?.state ?? 'closed', circuitLeftMs: circuit?.leftMs ?? null, circuitWhy: circuit?.why ?? null },
    latencyMs: latencyMs === null ? null : Math.round(latencyMs),
    firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    figures: { latency, first_token: firstToken, faults: byKind },
    lastFault: lastFault?.code ?? null,
    lastFaultAtMs: lastFault?.atMs ?? null,
  };
}
