import { isStateless } from '#lib/mcp/protocol-versions.ts';
import { authHeaders, clientCredentialsExchange } from '#lib/mcp/server-auth.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { Provider, SpokenProtocol, Target } from '../providers/provider.ts';
import { faultError, plainWords } from '../providers/shared/fault-error.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import type { McpServer } from './mcp-server.ts';

/** What a request to a server carries beside its bytes. */
export interface McpErrand {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body: Buffer | null;
  readonly version: string;
  /** The server's own name of the session; undefined where there is none. */
  readonly session: string | undefined;
  /** The tool as it is recorded; empty for what is not metered. */
  readonly model: string;
}

/** Servers are no providers of models, but calls go to them in the same way. */
const plainProvider: Provider = {
  name: 'mcp',
  label: 'Tool server',
  baseUrl: null,
  needsCredential: false,
  catalogue: null,
  models: [],
  speaks: new Map(),
  toError: (fault) => {
    const isRefused = fault.head.status === 401 || fault.head.status === 403;
    return faultError(fault, { code: isRefused ? 'provider_credentials_rejected' : 'provider_error', words: plainWords(fault.body) });
  },
  transport: null,
};

const oauthProvider: Provider = { ...plainProvider, exchange: clientCredentialsExchange };

/** Of the caller's headers, those that are the protocol's own. */
const passedHeaders = ['mcp-protocol-version', 'last-event-id', 'traceparent', 'tracestate'];
const statelessHeaders = ['mcp-method', 'mcp-name'];

const bothTypes = 'application/json, text/event-stream';

/** What the caller takes; programs that say nothing of it get what the protocol lets servers choose from. */
function acceptOf(request: GatewayRequest, method: McpErrand['method']): string {
  const accept = request.header('accept')?.trim();
  if (accept !== undefined && accept !== '' && accept !== '*/*') return accept;
  return method === 'GET' ? 'text/event-stream' : bothTypes;
}

function headersOf(request: GatewayRequest, { method, version, session }: McpErrand): string[] {
  const headers = ['accept', acceptOf(request, method), 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (method === 'POST') headers.push('content-type', 'application/json');
  if (session !== undefined) headers.push('mcp-session-id', session);
  const names = isStateless(version) ? [...passedHeaders, ...statelessHeaders] : passedHeaders;
  for (const name of names) {
    const value = request.header(name);
    if (value !== undefined) headers.push(name, value);
  }
  // Servers name parameters whose values stand in headers as well (2026-07-28, custom headers from tool parameters).
  if (isStateless(version)) for (const [name, value] of request.headers()) if (name.startsWith('mcp-param-')) headers.push(name, value);
  return headers;
}

/** A server as the target of one request. */
export function serverTarget(request: GatewayRequest, server: McpServer, errand: McpErrand): Target {
  const { connection, auth, price, slug } = server;
  const isMetered = errand.model !== '';
  const nanoUsd = (price.tiers[0]?.picoUsdPerUnit.request ?? 0n) / 1000n;
  const spoken: SpokenProtocol = {
    buildRequest: (_ask, _target, { accessToken }) => {
      // A slash at its end is part of an endpoint's address.
      const { origin, pathname: path } = new URL(connection.baseUrl);
      const own = authHeaders(auth, connection.settings ?? {}, connection.credential, accessToken);
      return { origin, path, method: errand.method, headers: [...headersOf(request, errand), ...own], body: errand.body };
    },
    toUsage: () => noUsage,
    bound: () => ({ nanoUsd: isMetered ? nanoUsd : 0n, kind: 'exact', because: 'a call of a tool has one price' }),
  };
  const provider = auth === 'oauth' ? oauthProvider : plainProvider;
  return { connection, provider, model: errand.model, label: slug, spoken, translation: null, price: isMetered ? price : undefined };
}
