import type { MetricFamily } from '#lib/core/metric-family.ts';

interface Figure {
  runs: number;
  failures: number;
  seconds: number;
}

/** What the loops of a process come to since it started, by their ids. */
export class LoopFigures {
  readonly #byId = new Map<string, Figure>();

  add(id: string, seconds: number, failed: boolean): void {
    const figure = this.#byId.get(id) ?? { runs: 0, failures: 0, seconds: 0 };
    figure.runs += 1;
    figure.failures += failed ? 1 : 0;
    figure.seconds += seconds;
    this.#byId.set(id, figure);
  }

  families(): MetricFamily[] {
    const counter = (name: string, help: string, of: (figure: Figure) => number): MetricFamily => ({
      ...{ name, help, type: 'counter' },
      samples: [...this.#byId].map(([id, figure]) => ({ labels: { loop: id }, value: of(figure) })),
    });
    return [
      counter('tollgate_loop_runs_total', 'Turns of background loops', ({ runs }) => runs),
      counter('tollgate_loop_failures_total', 'Turns of background loops that failed', ({ failures }) => failures),
      counter('tollgate_loop_seconds_total', 'Time that turns of background loops took', ({ seconds }) => seconds),
    ];
  }
}
