import { AppError } from '#lib/core/errors.ts';
import type { UpstreamRequest } from '#lib/outbound/index.ts';
import { unpricedPart } from '../billing/unpriced-part.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Course, FindCourse } from '../objects/course.ts';
import { isLookedInto } from '../objects/guard-course.ts';
import { readSaid } from '../protection/read-said.ts';
import { hasUnread } from '../protection/require-readable.ts';
import type { Said } from '../protection/said.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { SpokenProtocol, Target } from '../providers/provider.ts';
import { effectivePrice } from '../routing/effective-price.ts';
import { listedModels, modelIndexOf, type Route } from '../routing/model-index.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';
import { isAllowed, providerNotAllowed } from '../stages/resolve.ts';
import { requestHeaders } from './passed-headers.ts';
import type { ProxiedPath } from './proxied-path.ts';

/** The protocol that the gateway itself serves at a path, such as `/chat/completions`. */
export type ProtocolAt = (path: string) => CallProtocol | undefined;

/** A request in a protocol that is known, so that it is admitted, held and metered like every call in it. */
interface Recognised {
  readonly body: Buffer;
  readonly asked: Asked;
  readonly spoken: Pick<SpokenProtocol, 'toUsage' | 'bound' | 'followed' | 'outputLimitField'>;
  readonly price: ModelPrice | undefined;
  /** Whether the model's name may be recorded: what is recorded is kept forever, and callers could invent millions. */
  readonly isNamed: boolean;
}

const noBody = Buffer.alloc(0);
/** What APIs put before the paths that they took over: a version, and Vertex AI the name of the one whose they are. */
const versionPrefix = /^(?:(?:\/openai)?\/v1|\/endpoints\/openapi)(?=\/)/i;
/** What belongs to somebody: it has routes of its own, where that is remembered and its money held. */
const keptPath = /^(?:\/openai)?(?:\/v1)?\/(files|batches|fine_tuning)(?:\/|$)/i;

/** Parameters that carry a key: the caller's, which is not the provider's to see. */
const keyParameters = ['key', 'api_key', 'api-key', 'access_token'];

function assertNoKeyIn(query: string): void {
  const parameters = new URLSearchParams(query);
  const found = keyParameters.find((name) => parameters.has(name));
  if (found !== undefined)
    throw new AppError('invalid_request', { detail: `The parameter "${found}" is not passed on: the connection has its own key.` });
}

function routeNamed({ tenant }: Caller, name: string): Route {
  const route = modelIndexOf(tenant).byConnectionName.get(name);
  if (route !== undefined) return route;
  if (tenant.whole !== undefined && modelIndexOf(tenant.whole).byConnectionName.has(name))
    throw providerNotAllowed(`The connection "${name}"`);
  throw new AppError('not_found', { detail: `There is no active connection "${name.slice(0, 100)}" in this tenant.` });
}

/** The protocol that is meant by a path, also where it is written so that only some servers know it again: those would bill it. */
function protocolMeant(path: string, protocolAt: ProtocolAt): CallProtocol | undefined {
  const spellings = [path, path.toLowerCase()].flatMap((one) => [one, one.replace(versionPrefix, '')]);
  for (const one of spellings) {
    const protocol = protocolAt(one);
    if (protocol !== undefined) return protocol;
  }
  return undefined;
}

/** The request in a protocol that the provider speaks; undefined where none of them is meant. Throws what its reading throws. */
async function recognise(
  call: GatewayCall,
  { tenant }: Caller,
  route: Route,
  { path, meant }: ProxiedPath,
  asked: Asked,
  protocolAt: ProtocolAt,
): Promise<Recognised | undefined> {
  if (call.request.method !== 'POST') return undefined;
  const native = route.provider.nativeAt?.(meant);
  const protocol = native?.protocol ?? protocolMeant(meant, protocolAt);
  const spoken = native ?? (protocol === undefined ? undefined : route.provider.speaks.get(protocol.name));
  if (protocol === undefined || spoken === undefined) return undefined;
  const body = await call.wait(call.request.readBody(call.runtime.settings.bodyBytesMax));
  const ask = protocol.readAsk(body, path, call.request.query, call.request.header('content-type'));
  const price = effectivePrice(call.runtime.snapshot, tenant, route.provider, ask.model, call.runtime.clock.now());
  const listed = listedModels(route);
  const isNamed = price !== undefined || listed?.length === 0 || listed?.includes(ask.model) === true;
  return { body, asked: { ...asked, protocol, ask }, spoken, price, isNamed };
}

/** A key that is limited to models may only send what names one of them; what has no price passes by the tenant's policy. */
function assertAllowed({ principal, tenant }: Caller, { connection }: Route, known: Recognised | undefined, isRead: boolean): void {
  const { allowedModels } = principal;
  const model = known?.asked.ask.model;
  const mayUse = allowedModels === null || (model !== undefined && isAllowed(allowedModels, model, connection.name));
  if (!mayUse) {
    const detail =
      model === undefined
        ? 'This key may use certain models only, and it cannot be told which one this request is for.'
        : `This key may not use the model "${model}".`;
    throw new AppError('model_not_allowed', { detail });
  }
  if (isRead || tenant.unpricedPolicy === 'flag') return;
  if (known?.price !== undefined) {
    const part = tenant.unpricedPolicy === 'block' ? unpricedPart(known.asked.ask, known.price) : null;
    if (part === null) return;
    throw new AppError('unpriced_model', {
      detail: `There is no price for ${part} with the model "${model}", and this tenant blocks what has none. Ask an administrator to add its price.`,
    });
  }
  throw new AppError('unpriced_model', {
    detail:
      model === undefined
        ? 'It is not known what this request costs, and this tenant blocks what has no price. Use one of the endpoints of the gateway.'
        : `The model "${model}" has no price, and this tenant blocks models without one. Ask an administrator to add its price.`,
  });
}

const unmetered: Pick<SpokenProtocol, 'toUsage' | 'bound'> = {
  toUsage: () => ({ input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null }),
  bound: () => ({ nanoUsd: 0n, kind: 'estimate', because: 'it is not known what the request costs' }),
};

/** RFC 9112 §6. */
const hasBody = ({ request }: GatewayCall): boolean =>
  request.header('transfer-encoding') !== undefined || Number(request.header('content-length') ?? 0) > 0;

/** The body that goes along: what was read of it, else as it comes; null where there is none. */
function bodyOf(call: GatewayCall, read: Buffer | null): UpstreamRequest['body'] {
  if (read !== null) return read;
  return hasBody(call) ? call.request.streamBody() : null;
}

/** What the request says, in its body and in its query, which goes along, too. */
function saidBy({ request }: GatewayCall, known: Recognised | undefined, body: Buffer): Said {
  const contentType = request.header('content-type');
  const said = readSaid(body, { contentType, source: 'user', isConversation: known !== undefined, isLong: true });
  const query = [...new URLSearchParams(request.query)].flat().join(' ');
  const asked = { start: 0, end: 0, text: query, name: '', isPlain: true as const };
  return {
    ...said,
    hasUnread: () => (known === undefined ? said.hasUnread() : hasUnread(known.asked.ask)),
    *texts() {
      if (query !== '') yield asked;
      yield* said.texts();
    },
    lineOf: () => null,
  };
}

function targetFor(
  call: GatewayCall,
  { connection, provider }: Route,
  path: string,
  known: Recognised | undefined,
  read: Buffer | null,
): Target {
  const { request } = call;
  const { reach } = provider;
  if (reach === undefined) {
    throw new AppError('protocol_not_served', {
      detail: `Requests to ${provider.label} are not passed on as they are. Use the endpoints of the gateway.`,
    });
  }
  const buildRequest: SpokenProtocol['buildRequest'] = (ask, target, { accessToken, now = Date.now() }): UpstreamRequest => {
    const { origin, path: base, headers, sign } = reach(target, accessToken);
    // A budget that covers a shorter answer only has its limit written into the body; nothing else ever changes it.
    const isFitted = known !== undefined && ask !== known.asked.ask;
    const body = isFitted ? ask.toBody({ model: ask.model, reportUsage: false }) : bodyOf(call, read);
    const query = request.query === '' ? '' : `?${request.query}`;
    const whole = { origin, path: `${base}${path}${query}` || '/', method: methodOf(request.method) };
    const sent = requestHeaders(request, headers, body);
    if (sign === undefined) return { ...whole, headers: sent, body };
    if (body !== null && !Buffer.isBuffer(body)) throw new Error('What is to be signed was not read');
    return { ...whole, headers: [...sent, ...sign({ ...whole, headers: sent, body }, now)], body };
  };
  const { toUsage, bound } = known?.spoken ?? unmetered;
  const model = known?.isNamed === true ? known.asked.ask.model : '';
  const outputLimitField = known?.spoken.outputLimitField;
  const followed = known?.spoken.followed;
  const optional = { ...(followed === undefined ? {} : { followed }), ...(outputLimitField === undefined ? {} : { outputLimitField }) };
  const spoken = { buildRequest, toUsage, bound, ...optional };
  return { connection, provider, model, label: connection.name, spoken, translation: null, price: known?.price };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly UpstreamRequest['method'][];

/** The methods that are passed on. */
export const proxiedMethods: readonly string[] = methods;

function methodOf(method: string): UpstreamRequest['method'] {
  const known = methods.find((one) => one === method);
  if (known === undefined) throw new Error(`${method} is not passed on`);
  return known;
}

/** The way of a request that goes to a connection as it is, with the connection's credential and none of the caller's. */
export const passThrough =
  (proxied: ProxiedPath, protocolAt: ProtocolAt): FindCourse =>
  async (call, caller, asked): Promise<Course> => {
    const { request } = call;
    const { connectionName, path, meant } = proxied;
    const route = routeNamed(caller, connectionName);
    assertNoKeyIn(request.query);
    const kept = route.provider.keeps === undefined ? null : keptPath.exec(meant);
    if (kept !== null) {
      throw new AppError('invalid_request', {
        detail: `Send this to /api/v1/${kept[1]?.toLowerCase()} instead: files, batches and fine-tuning jobs belong to somebody, and their money is held.`,
      });
    }
    const known = await recognise(call, caller, route, proxied, asked, protocolAt);
    assertAllowed(caller, route, known, asked.protocol.isFree === true);
    const isSeen = isLookedInto(caller);
    const isRead = known === undefined && (isSeen || route.provider.signsBodies === true) && hasBody(call);
    const read = isRead ? await call.wait(request.readBody(call.runtime.settings.bodyBytesMax)) : (known?.body ?? null);
    const target = targetFor(call, route, path, known, read);
    if (known !== undefined) {
      call.asked = known.asked;
      // An approval of one call covers its very bytes.
      call.sentBody = known.body;
      call.protocol = known.asked.protocol;
      call.isModelKnown = known.isNamed;
    }
    return { target, isRaw: true, ...(isSeen ? { said: saidBy(call, known, read ?? noBody) } : {}) };
  };
