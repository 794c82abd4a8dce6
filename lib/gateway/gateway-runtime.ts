import type { ApprovalDesk } from '#lib/approvals/approval-desk.ts';
import { BudgetPaces } from '#lib/budgets/engine/budget-paces.ts';
import type { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { GuardrailWebhooks } from '#lib/guardrails/webhook.ts';
import type { ObjectStore } from '#lib/objects/object-store.ts';
import { AccessTokens, type UpstreamTransport } from '#lib/outbound/index.ts';
import { ProcessRateStore } from '#lib/rate-limits/engine/process-rate-store.ts';
import type { RateStore } from '#lib/rate-limits/engine/rate-store.ts';
import type { CallTelemetry } from '#lib/telemetry/call-telemetry.ts';
import type { CallRecorder } from '#lib/usage/usage-event.ts';
import { AnswerCache } from './cache/answer-cache.ts';
import type { AnswerStore } from './cache/answer-store.ts';
import { AdmissionGate } from './calls/admission-gate.ts';
import { CircuitBreaker } from './calls/circuit-breaker.ts';
import { RetryBudget } from './calls/retry-budget.ts';
import { RunningCalls } from './calls/running-calls.ts';
import { TargetStates } from './calls/target-states.ts';
import type { ContentSink } from './content/content-sink.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import type { OnceStore } from './idempotency/once-store.ts';
import { LearnedTools } from './mcp/learned-tools.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { TokenCounter } from './tokens/token-counter.ts';

/** Everything of a process that the pipeline uses. */
export interface GatewayRuntime {
  readonly snapshot: Snapshot;
  readonly recorder: CallRecorder;
  /** The money of this process: what calls hold of their budgets. */
  readonly keeper: LeaseKeeper;
  /** The turns of calls whose budgets near their end. */
  readonly paces: BudgetPaces;
  /** Where rate limits are counted. */
  readonly rates: RateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: GatewaySettings;
  readonly upstream: UpstreamTransport;
  /** Whose the things at providers are; null where nothing remembers that, and then none are served. */
  readonly objects: ObjectStore | null;
  readonly metrics: GatewayMetrics;
  readonly gate: AdmissionGate;
  /** Places of streams that wait for something to happen. */
  readonly listening: AdmissionGate;
  /** What was learnt of tool servers. */
  readonly mcp: { readonly tools: LearnedTools };
  readonly running: RunningCalls;
  readonly circuits: CircuitBreaker;
  readonly retries: RetryBudget;
  readonly targets: TargetStates;
  readonly tokens: TokenCounter;
  /** Of connections whose credential is exchanged for a token. */
  readonly accessTokens: AccessTokens;
  readonly cache: AnswerCache;
  /** Guardrails that a service of the tenant's carries out. */
  readonly webhooks: GuardrailWebhooks;
  /** Null where calls cannot be carried out once only; an Idempotency-Key is not looked at then. */
  readonly once: OnceStore | null;
  /** Where calls ask for approvals; null where none can be asked for, and then those that need one are refused. */
  readonly approvals: ApprovalDesk | null;
  /** Where ended calls are told as spans and metrics; null where nothing is configured. */
  readonly telemetry: CallTelemetry | null;
  /** Where prompts and answers are kept; null where nothing keeps any. */
  readonly contents: ContentSink | null;
  /** From 0 up to 1: the jitter of pauses between attempts. */
  readonly random: () => number;
}

/** What a process brings; the rest of the runtime is the gateway's own. */
export type GatewayParts = Pick<GatewayRuntime, 'snapshot' | 'recorder' | 'keeper' | 'clock' | 'logger' | 'settings' | 'upstream'> &
  Partial<Pick<GatewayRuntime, 'objects' | 'rates' | 'telemetry'>> & {
    /** Where kept answers are shared between processes; without it each has its own. */
    readonly answerStore?: AnswerStore;
    readonly onceStore?: OnceStore;
    readonly approvalDesk?: ApprovalDesk;
    readonly contents?: ContentSink;
  };

export function createGatewayRuntime({ answerStore, onceStore, approvalDesk, contents, ...parts }: GatewayParts): GatewayRuntime {
  return {
    ...parts,
    objects: parts.objects ?? null,
    telemetry: parts.telemetry ?? null,
    paces: new BudgetPaces(),
    rates: parts.rates ?? new ProcessRateStore(),
    metrics: new GatewayMetrics(),
    gate: new AdmissionGate(parts.settings),
    listening: new AdmissionGate(parts.settings),
    mcp: { tools: new LearnedTools() },
    running: new RunningCalls(),
    circuits: new CircuitBreaker(parts.settings),
    retries: new RetryBudget(parts.settings),
    targets: new TargetStates(),
    tokens: new TokenCounter(),
    accessTokens: new AccessTokens(parts.upstream, parts.clock),
    webhooks: new GuardrailWebhooks(parts.upstream, () => parts.clock.now()),
    once: onceStore ?? null,
    approvals: approvalDesk ?? null,
    contents: contents ?? null,
    cache: new AnswerCache({ store: answerStore ?? null, clock: parts.clock, logger: parts.logger }),
    random: Math.random,
  };
}
