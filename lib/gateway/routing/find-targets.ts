import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { Provider } from '../providers/provider.ts';
import { countedHere } from '../providers/shared/counted-here.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import type { TenantSnapshot } from '../snapshot/snapshot.ts';
import { findTranslation } from '../translation/index.ts';
import { effectivePrice } from './effective-price.ts';
import { findCandidates } from './find-candidates.ts';
import type { Candidate } from './model-index.ts';
import type { RoutedTarget } from './routed-target.ts';
import { knownTargets, remember } from './target-cache.ts';

/** The protocols that ask for a number of tokens; a conversation that a provider holds in one of the others can be counted here. */
const counting = new Map([
  ['anthropic.count_tokens', 'anthropic.messages'],
  ['gemini.count_tokens', 'gemini.generate_content'],
]);

/** Whether a provider would hold the conversation whose tokens a protocol asks for. */
function canCount(protocol: string, speaks: Provider['speaks']): boolean {
  const conversation = counting.get(protocol);
  return conversation !== undefined && (speaks.has(conversation) || findTranslation(conversation, false, speaks) !== null);
}

/** Candidates that can answer calls of a protocol: first those that need no translation, last those for which is counted here. */
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
  const counted: RoutedTarget[] = [];
  for (const { connection, provider, model, label } of candidates) {
    const speaks = spokenBy(provider, model);
    const own = speaks.get(protocol);
    const translation = own === undefined ? findTranslation(protocol, streamed, speaks) : null;
    const asked = own ?? (translation === null ? undefined : speaks.get(translation.provider.name));
    const spoken = asked ?? (canCount(protocol, speaks) ? countedHere : undefined);
    if (spoken === undefined) continue;
    const routing = {
      state: runtime.targets.of(tenantId, connection.connectionId, model),
      limit: null,
      times: null,
      retriesMax: null,
      via: null,
    };
    const price = effectivePrice(runtime.snapshot, tenant, provider, model, nowMs);
    const found = asked === undefined ? counted : translation === null ? direct : translated;
    found.push({ connection, provider, model, label, spoken, translation, price, routing });
  }
  return translated.length === 0 && counted.length === 0 ? direct : [...direct, ...translated, ...counted];
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
