import { newUuid } from '#lib/core/ids.ts';
import { sortShares } from '#lib/cost-centers/split-amount.ts';
import type {
  CacheState,
  CallAttribution,
  CallDescription,
  CallStatus,
  CostState,
  Hold,
  UsageEvent,
  UsageSource,
} from '#lib/usage/usage-event.ts';
import { Random } from './random.ts';

/** Calls of a few tenants, as different as calls can be, the same for the same seed (but for their ids). */
export class SampleCalls {
  readonly tenantIds: readonly string[];
  private readonly random: Random;
  private readonly attributions: readonly CallAttribution[];
  private readonly connectionIds = [newUuid(), newUuid()];
  private readonly routeIds = [newUuid(), newUuid()];
  private readonly priceVersionId = newUuid();

  constructor(options: { readonly seed: number; readonly tenants: number; readonly tenantIds?: readonly string[] }) {
    this.random = new Random(options.seed);
    this.tenantIds = options.tenantIds ?? Array.from({ length: options.tenants }, () => newUuid());
    this.attributions = this.tenantIds.flatMap((tenantId) => [
      ...Array.from({ length: 4 }, () => ({ tenantId, departmentId: newUuid(), teamId: newUuid(), userId: newUuid(), keyId: newUuid() })),
      { tenantId, departmentId: null, teamId: null, userId: null, keyId: newUuid() },
      { tenantId, departmentId: null, teamId: null, userId: newUuid(), keyId: null },
      { tenantId, departmentId: null, teamId: newUuid(), userId: null, keyId: newUuid(), ...this.work() },
    ]);
  }

  /** A project with an environment, borne by several cost centers. */
  private work(): Pick<CallAttribution, 'projectId' | 'environmentId' | 'costShares'> {
    const shares = [333_333, 333_334, 333_333].map((partsPerMillion) => ({ costCenterId: newUuid(), partsPerMillion }));
    return { projectId: newUuid(), environmentId: newUuid(), costShares: sortShares(shares) };
  }

  /** `atMs` is the time of the call, now by default. */
  hold(atMs = Date.now()): Hold {
    return {
      ...this.describe(atMs),
      boundNanoUsd: BigInt(this.random.below(50_000_000)),
      boundKind: this.random.pick(['exact', 'estimate']),
      parts: [],
    };
  }

  /** How the held call ended. */
  settlementOf(hold: Hold): UsageEvent {
    const { boundKind, parts, ...description } = hold;
    const tokens = () => (this.random.chance(0.2) ? null : this.random.below(100_000));
    const cost = this.random.chance(0.1) ? hold.boundNanoUsd + 5n : BigInt(this.random.below(Number(hold.boundNanoUsd) + 1));
    return {
      ...description,
      status: this.random.pick<CallStatus>(['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled']),
      httpStatus: this.random.pick([200, 200, 429, 502]),
      errorCode: this.random.pick([null, null, 'provider_error']),
      usage: { input: tokens(), cacheRead: tokens(), cacheWrite: tokens(), output: tokens(), reasoning: tokens() },
      usageSource: this.random.pick<UsageSource>(['provider', 'provider', 'counted']),
      costState: this.random.pick<CostState>(['priced', 'priced', 'zero', 'unpriced']),
      costNanoUsd: cost,
      overrunNanoUsd: cost > hold.boundNanoUsd ? cost - hold.boundNanoUsd : 0n,
      priceVersionId: this.random.pick([null, this.priceVersionId]),
      latencyMs: this.random.below(60_000),
      firstTokenMs: hold.streamed && this.random.chance(0.8) ? this.random.below(5000) : null,
      attempts: 1 + this.random.below(3),
      cacheState: this.random.pick<CacheState | null>([null, null, null, 'miss', 'bypass', 'hit']),
      savedNanoUsd: BigInt(this.random.chance(0.2) ? this.random.below(1_000_000) : 0),
    };
  }

  /** A call that never had a hold. */
  refused(atMs = Date.now()): UsageEvent {
    const hold = { ...this.hold(atMs), boundNanoUsd: 0n };
    return {
      ...this.settlementOf(hold),
      status: 'refused',
      usageSource: 'none',
      costState: 'not_billed',
      costNanoUsd: 0n,
      overrunNanoUsd: 0n,
      attempts: 0,
    };
  }

  event(atMs = Date.now()): UsageEvent {
    return this.random.chance(0.1) ? this.refused(atMs) : this.settlementOf(this.hold(atMs));
  }

  private describe(atMs: number): CallDescription {
    const { random } = this;
    const model = random.pick(['gpt-4o-mini', 'claude-sonnet-4-5', 'modèle-é', 'sandbox-fast']);
    return {
      id: newUuid(atMs),
      attribution: random.pick(this.attributions),
      protocol: random.pick(['openai.chat_completions', 'anthropic.messages']),
      streamed: random.chance(0.5),
      requestedModel: model,
      connectionId: random.pick([...this.connectionIds, null]),
      provider: random.pick(['openai', 'sandbox', null]),
      model: random.pick([model, `${model}-2026-01-01`, null]),
      routeId: random.pick([...this.routeIds, null, null]),
      taskType: random.pick([null, null, 'code_generation', 'résumé']),
      tags: random.pick([null, { feature: 'search "quoted" \\ back', '10': 'ten', '9': 'nine' }]),
    };
  }
}
