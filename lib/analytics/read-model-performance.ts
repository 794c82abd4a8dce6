import type { ModelPerformance } from '#lib/contracts/model-ranking.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { measureModels } from './measure-models.ts';
import { rankModels } from './rank-models.ts';

/** The models of a view, ranked against each other; the dearest first. */
export async function readModelPerformance(view: AnalyticsView): Promise<readonly ModelPerformance[]> {
  const measured = await measureModels(view);
  return rankModels(measured).map((ranked, index): ModelPerformance => {
    const { model, modality, requests, costNanoUsd, tokens, succeeded, broken, thumbsUp, thumbsDown } = ranked.measured;
    const latency = measured[index]?.latency;
    return {
      ...{ model, modality, requests, cost_usd: costNanoUsd, tokens },
      success_rate: succeeded + broken === 0 ? null : succeeded / (succeeded + broken),
      ...{ thumbs_up: thumbsUp, thumbs_down: thumbsDown },
      latency_p50_ms: latency?.p50Ms ?? null,
      latency_p95_ms: latency?.p95Ms ?? null,
      first_token_p95_ms: latency?.firstTokenP95Ms ?? null,
      cost_efficiency: ranked.costEfficiency,
      quality_score: ranked.qualityScore,
      recommendation: ranked.recommendation,
      reason: ranked.reason,
      alternative: ranked.alternative,
      saving_usd: ranked.savingNanoUsd,
    };
  });
}
