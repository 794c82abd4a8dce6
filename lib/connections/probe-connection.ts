import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { connectionModelsMax, type TestResult } from '#lib/contracts/connections.ts';
import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';
import {
  type AddressPolicy,
  askProvider,
  checkOutboundUrl,
  exchangeToken,
  type ProviderAccess,
  type ProviderAnswer,
  UpstreamFailure,
  type UpstreamRequest,
  type UpstreamTransport,
} from '#lib/outbound/index.ts';
import { excerptOf, faultOf, modelsIn } from './judge-answer.ts';
import { addressOf } from './require-address.ts';

/** What a test needs to know; lives in memory between its two transactions. */
export interface Probe {
  readonly provider: ProviderFacts;
  readonly baseUrl: string | null;
  readonly credential: string | null;
  readonly models: readonly string[];
  readonly settings: ConnectionSettings;
}

const limits = { timeoutMs: 15_000, bodyBytesMax: 2 * 1024 * 1024 };
/** A provider without a models list answers with one of these; a call tells more then. */
const noListStatuses = new Set([404, 405, 501]);

/** What was found out: a sentence where it is no success, else the models that the provider lists. */
type Finding = { readonly fault: string } | { readonly models: readonly string[] };

function requestTo({ address, credential }: ProviderAccess, path: string, payload?: object): UpstreamRequest {
  const base = new URL(address);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (credential !== null) headers.push('authorization', `Bearer ${credential}`);
  const target = { origin: base.origin, path: `${base.pathname.replace(/\/+$/, '')}${path}` };
  if (payload === undefined) return { ...target, method: 'GET', headers, body: null };
  headers.push('content-type', 'application/json');
  return { ...target, method: 'POST', headers, body: Buffer.from(JSON.stringify(payload)) };
}

/** The smallest call there is: one token. */
const callTo = (access: ProviderAccess, model: string): UpstreamRequest =>
  requestTo(access, '/chat/completions', { model, max_tokens: 1, messages: [{ role: 'user', content: 'ping' }] });

const findingOf = (answer: ProviderAnswer, credential: string | null): Finding => {
  const fault = faultOf(answer, credential);
  if (fault !== undefined) return { fault };
  return { models: answer.kind === 'answered' ? modelsIn(answer.body, connectionModelsMax) : [] };
};

/** The token that the calls carry, where the provider wants one; the fault where there is none to be had. */
async function tokenFor(transport: UpstreamTransport, probe: Probe, now: number): Promise<{ fault: string } | { token: string | null }> {
  const { provider, credential, settings } = probe;
  const { exchange } = provider;
  if (exchange === undefined || credential === null || exchange.isFor?.(credential) === false) return { token: null };
  const outcome = await exchangeToken(transport, exchange, { credential, settings, now });
  if (outcome.kind === 'token') return { token: outcome.token.value };
  if (outcome.kind === 'refused')
    return { fault: `The provider refuses the credential. Rotate it. It said: ${excerptOf(outcome.words, credential)}` };
  const { answer } = outcome;
  const fault = faultOf(answer, credential) ?? 'It answered with something that is no token.';
  return { fault: `No token could be had for the credential. ${fault}` };
}

/** Asks for the models first, which costs nothing; where that is not offered or tells nothing, makes the smallest call. */
async function ask(transport: UpstreamTransport, probe: Probe, access: ProviderAccess): Promise<Finding> {
  const { provider } = probe;
  const known = probe.models[0] ?? provider.probeModel ?? (provider.models === 'catalogue' ? undefined : provider.models[0]);
  const call = async (model: string): Promise<Finding> => {
    const answer = await askProvider(transport, callTo(access, model), limits);
    const fault = faultOf(answer, access.credential);
    return fault === undefined ? { models: [] } : { fault };
  };
  if (provider.transport !== null && known !== undefined) return call(known);
  const answer = await askProvider(transport, provider.listing?.request(access) ?? requestTo(access, '/models'), limits);
  const canCall = provider.listing === undefined && known !== undefined;
  if (answer.kind === 'answered' && noListStatuses.has(answer.status) && canCall) return call(known);
  return findingOf(answer, access.credential);
}

/** Calls the provider for real, through the guard of outbound calls. */
async function find({ policy, transport }: { policy: AddressPolicy; transport: UpstreamTransport }, probe: Probe): Promise<Finding> {
  const { provider, credential, settings } = probe;
  const address = addressOf(provider, probe.baseUrl, settings) ?? '';
  try {
    if (provider.transport === null) checkOutboundUrl(policy, address);
    const now = Date.now();
    const token = await tokenFor(transport, probe, now);
    if ('fault' in token) return token;
    return await ask(provider.transport ?? transport, probe, { address, credential, settings, accessToken: token.token, now });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== 'address_not_allowed') return { fault: error.detail };
    const answer: ProviderAnswer = { kind: 'failed', failure: new UpstreamFailure('address_not_allowed', false, error) };
    return { fault: faultOf(answer, null) ?? '' };
  }
}

/** Tests a connection and says what came of it in words. */
export async function probeConnection(
  outbound: { policy: AddressPolicy; transport: UpstreamTransport },
  probe: Probe,
): Promise<TestResult> {
  const startedAt = performance.now();
  const finding = await find(outbound, probe);
  const latencyMs = Math.round(performance.now() - startedAt);
  if ('fault' in finding) return { ok: false, latency_ms: latencyMs, message: finding.fault };
  const { models } = finding;
  const message = models.length === 0 ? 'The provider answered.' : `The provider answered and lists ${models.length} models.`;
  return { ok: true, latency_ms: latencyMs, message, models: [...models] };
}
