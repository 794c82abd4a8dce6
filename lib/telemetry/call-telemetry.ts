import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { CallHistograms } from './call-histograms.ts';
import { callSpan, type OtlpSpan } from './call-span.ts';
import { attributesOf } from './otlp.ts';
import { conventionsOf, type SemanticConventions } from './semantic-conventions.ts';
import { traceContextOf } from './trace-context.ts';

export interface TelemetryOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: `/v1/traces` and `/v1/metrics` lie below it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** OTEL_SEMCONV_STABILITY_OPT_IN. */
  readonly optIn: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between two batches of spans; 5 s unless said. Metrics go with every twelfth. */
  readonly everyMs?: number;
}

const spansMax = 4096;
const metricsEveryTurns = 12;
const sendWithinMs = 10_000;
const scope = { name: 'tollgate' } as const;

/** Collects ended calls and sends them to a collector. `add` is called at every call: it does no I/O and never throws. */
export class CallTelemetry {
  /** Calls whose spans were dropped because the collector did not take them fast enough, or at all. */
  dropped = 0;
  private readonly options: TelemetryOptions;
  private readonly conventions: SemanticConventions;
  private readonly histograms: CallHistograms;
  private readonly timer: NodeJS.Timeout;
  private spans: OtlpSpan[] = [];
  private takenMs: number;
  private turns = 0;
  private sending: Promise<void> = Promise.resolve();

  constructor(options: TelemetryOptions) {
    this.options = options;
    this.conventions = conventionsOf(options.optIn);
    this.histograms = new CallHistograms(this.conventions);
    this.takenMs = options.clock.now();
    this.timer = setInterval(() => void this.flush(), options.everyMs ?? 5000).unref();
  }

  add(event: UsageEvent, traceparent: string | undefined): void {
    this.histograms.add(event);
    const context = traceContextOf(event.id, traceparent);
    if (!context.isSampled) return;
    if (this.spans.length >= spansMax) this.dropped += 1;
    else this.spans.push(callSpan(event, context, this.conventions));
  }

  /** Sends what has come together; `all` with the metrics, whenever they were last sent. One batch at a time. */
  async flush(all = false): Promise<void> {
    this.sending = this.sending.then(() => this.send(all));
    await this.sending;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush(true);
  }

  private async send(all: boolean): Promise<void> {
    this.turns += 1;
    const { spans } = this;
    this.spans = [];
    const resource = { attributes: attributesOf({ 'service.name': this.options.serviceName }) };
    if (spans.length > 0) {
      const sent = await this.post('/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] });
      if (!sent) this.dropped += spans.length;
    }
    if (!all && this.turns % metricsEveryTurns !== 0) return;
    const nowMs = this.options.clock.now();
    const metrics = this.histograms.take(this.takenMs, nowMs);
    this.takenMs = nowMs;
    if (metrics.length > 0) await this.post('/v1/metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] });
  }

  private async post(path: string, body: object): Promise<boolean> {
    const { endpoint, headers, logger } = this.options;
    try {
      const answer = await fetch(`${endpoint.replace(/\/+$/, '')}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(sendWithinMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) logger.warn({ status: answer.status, path }, 'The collector of telemetry refused a batch');
      return answer.ok;
    } catch (err) {
      logger.warn({ err, path }, 'The collector of telemetry cannot be reached');
      return false;
    }
  }
}
