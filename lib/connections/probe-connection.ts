import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { connectionModelsMax, type TestResult, type TestStep } from '#lib/contracts/connections.ts';
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
import { excerptOf, faultOf, modelsIn, takesCredential } from './judge-answer.ts';
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
type Finding = ({ readonly fault: string } | { readonly models: readonly string[] }) & { readonly steps: readonly TestStep[] };

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

/** What an answer says of the credential, and of what was asked with it. */
function judge(step: 'models' | 'call', answer: ProviderAnswer, credential: string | null, latencyMs: number): Finding {
  const fault = faultOf(answer, credential);
  const isTaken = takesCredential(answer, credential);
  const models = step === 'models' && answer.kind === 'answered' && fault === undefined ? modelsIn(answer.body, connectionModelsMax) : [];
  const words = step === 'call' ? 'The smallest call was answered.' : `${models.length} models are listed.`;
  const steps: TestStep[] = [];
  if (isTaken !== null) {
    const message = isTaken ? 'The provider takes it.' : (fault ?? 'The provider refuses it.');
    steps.push({ step: 'credential', ok: isTaken, latency_ms: latencyMs, message });
  }
  if (isTaken !== false) steps.push({ step, ok: fault === undefined, latency_ms: latencyMs, message: fault ?? words });
  return fault === undefined ? { models, steps } : { fault, steps };
}

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

const msSince = (startedAt: number): number => Math.round(performance.now() - startedAt);

/** Asks for the models first, which costs nothing; where that is not offered or tells nothing, makes the smallest call. */
async function ask(transport: UpstreamTransport, probe: Probe, access: ProviderAccess): Promise<Finding> {
  const { provider } = probe;
  const known = probe.models[0] ?? provider.probeModel ?? (provider.models === 'catalogue' ? undefined : provider.models[0]);
  const send = async (step: 'models' | 'call', request: UpstreamRequest) => {
    const startedAt = performance.now();
    const answer = await askProvider(transport, request, limits);
    return { answer, finding: judge(step, answer, access.credential, msSince(startedAt)) };
  };
  const call = async (model: string): Promise<Finding> => (await send('call', callTo(access, model))).finding;
  if (provider.transport !== null && known !== undefined) return call(known);
  const { answer, finding } = await send('models', provider.listing?.request(access) ?? requestTo(access, '/models'));
  const canCall = provider.listing === undefined && known !== undefined;
  if (answer.kind === 'answered' && noListStatuses.has(answer.status) && canCall) return call(known);
  return finding;
}

/** The way to the provider, step by step; none where it answers inside this process. */
async function trace(transport: UpstreamTransport, address: string): Promise<readonly TestStep[]> {
  if (!URL.canParse(address)) return [];
  const steps = (await transport.trace?.(new URL(address).origin)) ?? [];
  return steps.map(({ step, ok, latencyMs, found }) => ({ step, ok, latency_ms: latencyMs, message: found }));
}

/** Calls the provider for real, through the guard of outbound calls. */
async function find({ policy, transport }: { policy: AddressPolicy; transport: UpstreamTransport }, probe: Probe): Promise<Finding> {
  const { provider, credential, settings } = probe;
  const address = addressOf(provider, probe.baseUrl, settings) ?? '';
  const steps: TestStep[] = [];
  try {
    if (provider.transport === null) checkOutboundUrl(policy, address);
    const now = Date.now();
    const startedAt = performance.now();
    const token = await tokenFor(transport, probe, now);
    const isExchanged = 'fault' in token || token.token !== null;
    const message = 'fault' in token ? token.fault : 'A token was issued for the credential.';
    if (isExchanged) steps.push({ step: 'token', ok: !('fault' in token), latency_ms: msSince(startedAt), message });
    if ('fault' in token) return { fault: token.fault, steps };
    const finding = await ask(provider.transport ?? transport, probe, { address, credential, settings, accessToken: token.token, now });
    return { ...finding, steps: [...steps, ...finding.steps] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== 'address_not_allowed') return { fault: error.detail, steps };
    const answer: ProviderAnswer = { kind: 'failed', failure: new UpstreamFailure('address_not_allowed', false, error) };
    return { fault: faultOf(answer, null) ?? '', steps };
  }
}

/** Tests a connection and says what came of it in words. */
export async function probeConnection(
  outbound: { policy: AddressPolicy; transport: UpstreamTransport },
  probe: Probe,
): Promise<TestResult> {
  const { provider, baseUrl, settings } = probe;
  const way = provider.transport === null ? await trace(outbound.transport, addressOf(provider, baseUrl, settings) ?? '') : [];
  const startedAt = performance.now();
  const finding = await find(outbound, probe);
  const latencyMs = msSince(startedAt);
  const steps = [...way, ...finding.steps];
  if ('fault' in finding) return { ok: false, latency_ms: latencyMs, message: finding.fault, steps };
  const { models } = finding;
  const message = models.length === 0 ? 'The provider answered.' : `The provider answered and lists ${models.length} models.`;
  return { ok: true, latency_ms: latencyMs, message, models: [...models], steps };
}
