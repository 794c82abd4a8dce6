import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { attributesOf, nanosOf } from './otlp.ts';
import { operationNameOf, providerNameOf, type SemanticConventions } from './semantic-conventions.ts';

/** Buckets that the conventions ask for: seconds, and tokens. */
const secondsBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokensBounds = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];
/** Series of one interval; further ones are counted under the model `other`. */
const seriesMax = 500;

interface Series {
  readonly attributes: Readonly<Record<string, string>>;
  readonly counts: number[];
  sum: number;
}

/** One instrument: a histogram of each set of attributes since the last time it was taken. */
class Instrument {
  readonly name: string;
  readonly unit: string;
  private readonly bounds: readonly number[];
  private series = new Map<string, Series>();

  constructor(name: string, unit: string, bounds: readonly number[]) {
    this.name = name;
    this.unit = unit;
    this.bounds = bounds;
  }

  observe(attributes: Readonly<Record<string, string>>, value: number): void {
    const key = Object.values(attributes).join('\n');
    let series = this.series.get(key);
    if (series === undefined) {
      if (this.series.size >= seriesMax && attributes['gen_ai.request.model'] !== 'other') {
        this.observe({ ...attributes, 'gen_ai.request.model': 'other' }, value);
        return;
      }
      series = { attributes, counts: new Array<number>(this.bounds.length + 1).fill(0), sum: 0 };
      this.series.set(key, series);
    }
    const found = this.bounds.findIndex((bound) => value <= bound);
    const index = found === -1 ? this.bounds.length : found;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  /** The metric in OTLP's form, with delta temporality; null where nothing was observed. Begins anew. */
  take(fromMs: number, toMs: number) {
    const taken = [...this.series.values()];
    this.series = new Map();
    if (taken.length === 0) return null;
    const dataPoints = taken.map(({ attributes, counts, sum }) => ({
      attributes: attributesOf(attributes),
      startTimeUnixNano: nanosOf(fromMs),
      timeUnixNano: nanosOf(toMs),
      count: String(counts.reduce((total, count) => total + count, 0)),
      sum,
      bucketCounts: counts.map(String),
      explicitBounds: this.bounds,
    }));
    return { name: this.name, unit: this.unit, histogram: { aggregationTemporality: 1, dataPoints } };
  }
}

/** Durations and tokens of calls by operation, provider and model. */
export class CallHistograms {
  private readonly conventions: SemanticConventions;
  private readonly duration = new Instrument('gen_ai.client.operation.duration', 's', secondsBounds);
  private readonly firstToken = new Instrument('gen_ai.server.time_to_first_token', 's', secondsBounds);
  private readonly tokens = new Instrument('gen_ai.client.token.usage', '{token}', tokensBounds);

  constructor(conventions: SemanticConventions) {
    this.conventions = conventions;
  }

  add({ protocol, provider, model, requestedModel, usage, errorCode, latencyMs, firstTokenMs }: UsageEvent): void {
    if (provider === null) return;
    const attributes = {
      'gen_ai.operation.name': operationNameOf(protocol),
      [this.conventions.provider]: providerNameOf(provider),
      'gen_ai.request.model': model ?? requestedModel,
    };
    this.duration.observe(errorCode === null ? attributes : { ...attributes, 'error.type': errorCode }, latencyMs / 1000);
    if (firstTokenMs !== null) this.firstToken.observe(attributes, firstTokenMs / 1000);
    const input = (usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
    if (input > 0) this.tokens.observe({ ...attributes, 'gen_ai.token.type': 'input' }, input);
    if (usage.output !== null && usage.output > 0) this.tokens.observe({ ...attributes, 'gen_ai.token.type': 'output' }, usage.output);
  }

  take(fromMs: number, toMs: number) {
    return [this.duration, this.firstToken, this.tokens].flatMap((instrument) => instrument.take(fromMs, toMs) ?? []);
  }
}
