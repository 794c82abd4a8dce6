import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { connectionModelsMax, type TestResult } from '#lib/contracts/connections.ts';
import {
  type AddressPolicy,
  checkOutboundUrl,
  UpstreamFailure,
  type UpstreamRequest,
  type UpstreamTransport,
} from '#lib/outbound/index.ts';
import { askProvider, type ProviderAnswer } from './ask-provider.ts';
import { faultOf, modelsIn } from './judge-answer.ts';

/** What a test needs to know; lives in memory between its two transactions. */
export interface Probe {
  readonly provider: ProviderFacts;
  readonly baseUrl: string | null;
  readonly credential: string | null;
  readonly models: readonly string[];
}

const limits = { timeoutMs: 15_000, bodyBytesMax: 2 * 1024 * 1024 };
/** A provider without a models list answers with one of these; a call tells more then. */
const noListStatuses = new Set([404, 405, 501]);

function headersFor(credential: string | null): string[] {
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  return credential === null ? headers : [...headers, 'authorization', `Bearer ${credential}`];
}

function requestTo(probe: Probe, path: string, payload?: object): UpstreamRequest {
  const base = new URL(probe.baseUrl ?? probe.provider.baseUrl ?? '');
  const headers = headersFor(probe.credential);
  const target = { origin: base.origin, path: `${base.pathname.replace(/\/+$/, '')}${path}` };
  if (payload === undefined) return { ...target, method: 'GET', headers, body: null };
  return {
    ...target,
    method: 'POST',
    headers: [...headers, 'content-type', 'application/json'],
    body: Buffer.from(JSON.stringify(payload)),
  };
}

/** The smallest call there is: one token. */
const callTo = (probe: Probe, model: string): UpstreamRequest =>
  requestTo(probe, '/chat/completions', { model, max_tokens: 1, messages: [{ role: 'user', content: 'ping' }] });

const timed = async <Value>(work: () => Promise<Value>): Promise<{ readonly value: Value; readonly latencyMs: number }> => {
  const startedAt = performance.now();
  const value = await work();
  return { value, latencyMs: Math.round(performance.now() - startedAt) };
};

/** Asks for the models first, which costs nothing; where that is not offered or tells nothing, makes the smallest call. */
async function ask(transport: UpstreamTransport, probe: Probe): Promise<{ answer: ProviderAnswer; models: readonly string[] }> {
  const { provider } = probe;
  const known = probe.models[0] ?? (provider.models === 'catalogue' ? undefined : provider.models[0]);
  if (provider.transport !== null && known !== undefined)
    return { answer: await askProvider(transport, callTo(probe, known), limits), models: [] };
  const address = probe.baseUrl ?? provider.baseUrl ?? '';
  const listing = provider.listing?.(address, probe.credential) ?? requestTo(probe, '/models');
  const answer = await askProvider(transport, listing, limits);
  if (answer.kind === 'answered' && answer.status === 200) return { answer, models: modelsIn(answer.body, connectionModelsMax) };
  const canCall = provider.listing === undefined && known !== undefined;
  if (answer.kind === 'answered' && noListStatuses.has(answer.status) && canCall)
    return { answer: await askProvider(transport, callTo(probe, known), limits), models: [] };
  return { answer, models: [] };
}

/** Calls the provider for real, through the guard of outbound calls, and says what came of it. Never rejects. */
export async function probeConnection(
  outbound: { policy: AddressPolicy; transport: UpstreamTransport },
  probe: Probe,
): Promise<TestResult> {
  const { provider } = probe;
  try {
    if (provider.transport === null) checkOutboundUrl(outbound.policy, probe.baseUrl ?? provider.baseUrl ?? '');
  } catch (error) {
    const answer: ProviderAnswer = { kind: 'failed', failure: new UpstreamFailure('address_not_allowed', false, error) };
    return { ok: false, latency_ms: 0, message: faultOf(answer, null) ?? '' };
  }
  const { value, latencyMs } = await timed(() => ask(provider.transport ?? outbound.transport, probe));
  const fault = faultOf(value.answer, probe.credential);
  if (fault !== undefined) return { ok: false, latency_ms: latencyMs, message: fault };
  const { models } = value;
  const message = models.length === 0 ? 'The provider answered.' : `The provider answered and lists ${models.length} models.`;
  return { ok: true, latency_ms: latencyMs, message, models: [...models] };
}
