import type { SpanReport } from '#lib/routes/write-connection-spans.ts';
import { type FiguresNow, spanMs } from './recent-figures.ts';
import type { TargetState } from './target-state.ts';

type Counts = Record<string, number>;

interface Sum {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly span: number;
  attempts: number;
  faults: number;
  readonly latency: Counts;
  readonly firstToken: Counts;
  readonly byKind: Counts;
  lastSuccessAt: number | null;
  lastFault: { readonly code: string; readonly atMs: number } | null;
}

const keyOf = ({ tenantId, connectionId, fromMs }: SpanReport): string => `${tenantId} ${connectionId} ${fromMs}`;

/** A span that ended longer ago than this cannot be read whole any more. */
const readableMs = 55_000;

const addTo = (sums: Counts, counts: Readonly<Counts>): void => {
  for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
};

/**
 * Chooses the spans of connections that have to be written, out of what targets remember of their last minutes: those of the
 * running five minutes that changed since they were last told, and those that have just ended. Calls have no part in it.
 */
export class ConnectionSpans {
  /** Attempts that are written, by connection and beginning of the span. */
  readonly #written = new Map<string, number>();
  /** What the monotonic clock lies behind that of the wall, once for all, so that a span keeps its beginning. */
  readonly #originMs: number;

  constructor(originMs: number = Date.now() - performance.now()) {
    this.#originMs = Math.round(originMs);
  }

  /** `now` is of the monotonic clock. What is asked less than every 50 seconds may miss the end of a span. */
  due(states: Iterable<TargetState>, now: number): readonly SpanReport[] {
    const running = Math.floor(now / spanMs);
    const spans = now - running * spanMs < readableMs && running > 0 ? [running - 1, running] : [running];
    const sums = new Map<string, Sum>();
    for (const state of states) {
      if (state.touchedAt === null || now - state.touchedAt > 2 * spanMs) continue;
      for (const span of spans) gather(sums, state, span);
    }
    this.#forgetBefore(this.#originMs + (running - 1) * spanMs);
    return [...sums.values()].map((sum) => this.#reportOf(sum)).filter((report) => this.#written.get(keyOf(report)) !== report.attempts);
  }

  /** The reports have arrived; until then they are due again. */
  written(reports: readonly SpanReport[]): void {
    for (const report of reports) this.#written.set(keyOf(report), report.attempts);
  }

  #forgetBefore(fromMs: number): void {
    for (const key of this.#written.keys()) if (Number(key.slice(key.lastIndexOf(' ') + 1)) < fromMs) this.#written.delete(key);
  }

  #reportOf({ span, latency, firstToken, byKind, lastSuccessAt, lastFault, ...rest }: Sum): SpanReport {
    return {
      ...rest,
      fromMs: this.#originMs + span * spanMs,
      figures: { latency, first_token: firstToken, faults: byKind },
      lastSuccessAtMs: lastSuccessAt === null ? null : Math.round(this.#originMs + lastSuccessAt),
      lastFault: lastFault?.code ?? null,
      lastFaultAtMs: lastFault?.atMs ?? null,
    };
  }
}

function gather(sums: Map<string, Sum>, state: TargetState, span: number): void {
  const figures: FiguresNow = state.recent.readSpan(span);
  if (figures.attempts === 0) return;
  const { tenantId, connectionId, lastSuccessAt, lastFault } = state;
  const key = `${tenantId} ${connectionId} ${span}`;
  const sum = sums.get(key) ?? {
    ...{ tenantId, connectionId, span, attempts: 0, faults: 0, latency: {}, firstToken: {}, byKind: {} },
    ...{ lastSuccessAt: null, lastFault: null },
  };
  sum.attempts += figures.attempts;
  sum.faults += figures.faults;
  addTo(sum.latency, figures.latency);
  addTo(sum.firstToken, figures.firstToken);
  addTo(sum.byKind, figures.byKind);
  if (lastSuccessAt !== null && lastSuccessAt > (sum.lastSuccessAt ?? Number.NEGATIVE_INFINITY)) sum.lastSuccessAt = lastSuccessAt;
  if (lastFault !== null && lastFault.atMs > (sum.lastFault?.atMs ?? Number.NEGATIVE_INFINITY)) sum.lastFault = lastFault;
  sums.set(key, sum);
}
