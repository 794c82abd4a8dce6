import { Histogram } from '#lib/core/histogram.ts';
import type { MetricFamily } from '#lib/core/metric-family.ts';
import type { CallStatus, UsageEvent } from '#lib/usage/usage-event.ts';

/** Models that have numbers of their own in one process; the rest is counted as `other`. */
export const modelsMax = 100;

const durationBounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const firstTokenBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Figure {
  readonly labels: { readonly provider: string; readonly model: string };
  readonly calls: Record<CallStatus, number>;
  readonly duration: Histogram;
  readonly firstToken: Histogram;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: number;
}

const newFigure = (provider: string, model: string): Figure => ({
  labels: { provider, model },
  calls: { succeeded: 0, failed: 0, refused: 0, cancelled: 0, interrupted: 0 },
  duration: new Histogram(durationBounds),
  firstToken: new Histogram(firstTokenBounds),
  inputTokens: 0,
  outputTokens: 0,
  costNanoUsd: 0,
});

/** What ended calls come to by provider and model, since the process started. Written at every call: two look-ups and some additions. */
export class CallFigures {
  readonly #byProvider = new Map<string, Map<string, Figure>>();
  #models = 0;

  add({ provider, model, status, usage, costNanoUsd, latencyMs, firstTokenMs }: UsageEvent): void {
    const figure = this.#figureOf(provider ?? 'none', model ?? 'none');
    figure.calls[status] += 1;
    if (provider === null) return;
    figure.duration.observe(latencyMs / 1000);
    if (firstTokenMs !== null) figure.firstToken.observe(firstTokenMs / 1000);
    figure.inputTokens += (usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
    figure.outputTokens += usage.output ?? 0;
    figure.costNanoUsd += Number(costNanoUsd);
  }

  families(): MetricFamily[] {
    const figures = [...this.#byProvider.values()].flatMap((models) => [...models.values()]);
    const counter = (name: string, help: string, samples: MetricFamily['samples']): MetricFamily => ({
      name,
      help,
      type: 'counter',
      samples,
    });
    const histogram = (name: string, help: string, of: (figure: Figure) => Histogram): MetricFamily => ({
      ...{ name, help, type: 'histogram' },
      samples: figures.flatMap((figure) => of(figure).samples(figure.labels)),
    });
    const tokens = figures.flatMap(({ labels, inputTokens, outputTokens }) => [
      { labels: { ...labels, kind: 'input' }, value: inputTokens },
      { labels: { ...labels, kind: 'output' }, value: outputTokens },
    ]);
    const statuses = figures.flatMap(({ labels, calls }) =>
      Object.entries(calls).map(([status, value]) => ({ labels: { ...labels, status }, value })),
    );
    const costs = figures.map(({ labels, costNanoUsd }) => ({ labels, value: costNanoUsd / 1e9 }));
    return [
      counter('tollgate_calls_total', 'Calls by provider, model and how they ended', statuses),
      counter('tollgate_tokens_total', 'Tokens of ended calls, input with what caches read and wrote', tokens),
      counter('tollgate_cost_usd_total', 'Cost of ended calls in US dollars', costs),
      histogram('tollgate_call_duration_seconds', 'Time from a call to the end of its answer', ({ duration }) => duration),
      histogram('tollgate_first_token_seconds', 'Time from a call to the first token of its stream', ({ firstToken }) => firstToken),
    ];
  }

  #figureOf(provider: string, model: string): Figure {
    let models = this.#byProvider.get(provider);
    if (models === undefined) {
      models = new Map();
      this.#byProvider.set(provider, models);
    }
    const known = models.get(model);
    if (known !== undefined) return known;
    const name = this.#models < modelsMax ? model : 'other';
    const figure = models.get(name) ?? newFigure(provider, name);
    if (!models.has(name)) {
      models.set(name, figure);
      this.#models += 1;
    }
    return figure;
  }
}
