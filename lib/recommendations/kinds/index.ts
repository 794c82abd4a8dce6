import type { RecommendationKindName } from '#lib/contracts/recommendation-names.ts';
import type { RecommendationKind } from '../recommendation-kind.ts';
import { batch } from './batch.ts';
import { cheaperModel } from './cheaper-model.ts';
import { departmentOutlier } from './department-outlier.ts';
import { enableCache } from './enable-cache.ts';
import { failedCalls } from './failed-calls.ts';
import { idleBudget } from './idle-budget.ts';
import { outputCap } from './output-cap.ts';
import { promptCaching } from './prompt-caching.ts';
import { reasoningEffort } from './reasoning-effort.ts';
import { switchProvider } from './switch-provider.ts';
import { timing } from './timing.ts';
import { unusedConnections } from './unused-connections.ts';
import { unusedKeys } from './unused-keys.ts';

/** Every kind of recommendation by its name; a name of the contract without a file is an error of types. */
const byName: Readonly<Record<RecommendationKindName, RecommendationKind>> = {
  cheaper_model: cheaperModel,
  switch_provider: switchProvider,
  enable_cache: enableCache,
  prompt_caching: promptCaching,
  batch,
  timing,
  output_cap: outputCap,
  reasoning_effort: reasoningEffort,
  failed_calls: failedCalls,
  department_outlier: departmentOutlier,
  idle_budget: idleBudget,
  unused_keys: unusedKeys,
  unused_connections: unusedConnections,
};

export const recommendationKindsAll: readonly RecommendationKind[] = Object.values(byName);

/** A kind by its name; undefined for one that a former version knew. */
export const kindOf = (name: string): RecommendationKind | undefined => recommendationKindsAll.find((kind) => kind.name === name);
