import type { GatewayRuntime } from '../gateway-runtime.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import type { TenantSnapshot } from '../snapshot/snapshot.ts';
import { findTranslation } from '../translation/index.ts';
import { effectivePrice } from './effective-price.ts';
import { findCandidates } from './find-candidates.ts';
import type { Candidate } from './model-index.ts';
import type { RoutedTarget } from './routed-target.ts';
import { knownTargets, remember } from './target-cache.ts';

/** Candidates that can answer calls of a protocol: first those that need no translation. */
function speaking(
  runtime: GatewayRuntime,
  tenant: TenantSnapshot,
  candidates: readonly Candidate[],
  protocol: string,
  streamed: boolean,
): readonly RoutedTarget[] {
  const { tenantId } = tenant;
  const nowMs = runtime.clock.now();
  const direct: RoutedTarget[] = [];
  const translated: RoutedTarget[] = [];
  for (const { connection, provider, model, label } of candidates) {
    const speaks = spokenBy(provider, model);
    const own = speaks.get(protocol);
    const translation = own === undefined ? findTranslation(protocol, streamed, speaks) : null;
    const spoken = own ?? (translation === null ? undefined : speaks.get(translation.provider.name));
    if (spoken === undefined) continue;
    const routing = { state: runtime.targets.of(tenantId, connection.connectionId, model), limit: null, via: null };
    const price = effectivePrice(runtime.snapshot, tenant, provider, model, nowMs);
    (translation === null ? direct : translated).push({ connection, provider, model, label, spoken, translation, price, routing });
  }
  return translated.length === 0 ? direct : [...direct, ...translated];
}

/** The targets that could serve calls of a protocol for a model, best first, whoever calls; empty where there are none. */
export function findTargets(
  runtime: GatewayRuntime,
  tenant: TenantSnapshot,
  name: string,
  protocol: string,
  streamed: boolean,
): readonly RoutedTarget[] {
  const { models } = knownTargets(tenant, protocol, streamed, runtime.clock.now());
  const known = models.get(name);
  if (known !== undefined) return known;
  const found = speaking(runtime, tenant, findCandidates(runtime.snapshot, tenant, name), protocol, streamed);
  return found.length === 0 ? found : remember(models, name, found);
}
