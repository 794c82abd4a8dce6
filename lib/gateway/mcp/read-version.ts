import { AppError } from '#lib/core/errors.ts';
import { assumedVersion, isStateless, protocolVersions } from '#lib/mcp/protocol-versions.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import { McpRefusal, rpcCodes } from './mcp-refusal.ts';
import type { McpMessage } from './read-messages.ts';

const supported: ReadonlySet<string> = new Set(protocolVersions);

/** The version a request speaks. Throws McpRefusal for one that is not known here. */
export function versionOf(request: GatewayRequest): string {
  const version = request.header('mcp-protocol-version')?.trim() ?? assumedVersion;
  if (supported.has(version)) return version;
  throw new McpRefusal('invalid_request', {
    rpcCode: rpcCodes.unsupportedVersion,
    detail: `The protocol version "${version.slice(0, 40)}" is not known here.`,
    data: { supported: protocolVersions, requested: version.slice(0, 40) },
  });
}

const mismatch = (detail: string): McpRefusal => new McpRefusal('invalid_request', { rpcCode: rpcCodes.headerMismatch, detail });

/** What a header says that may hold any text (2026-07-28, basic/transports/streamable-http, value encoding). */
function decoded(value: string | undefined): string | undefined {
  const encoded = value === undefined ? undefined : /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(value)?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString();
}

/** Requests whose name stands in a header as well. */
const namedMethods: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get']);

/**
 * Whoever stands between the two could go by the headers and the server by the body, so both have to say the same. Earlier
 * versions have no such headers, and theirs are not passed on. Throws McpRefusal.
 */
export function assertHeadersAgree(request: GatewayRequest, version: string, message: McpMessage): void {
  if (!isStateless(version) || message.method === undefined || message.idJson === undefined) return;
  if (message.version !== version) throw mismatch(`MCP-Protocol-Version says ${version}, and "_meta" of the body does not.`);
  if (request.header('mcp-method') !== message.method)
    throw mismatch(`Mcp-Method must be "${message.method.slice(0, 100)}", as in the body.`);
  if (!namedMethods.has(message.method)) return;
  const [subject] = message.subjects;
  if (decoded(request.header('mcp-name')) !== subject?.name) throw mismatch('Mcp-Name must say what the body names.');
}

/**
 * Pages of other sites cannot be allowed to make a browser call tools (2025-06-18, basic/transports, security warning). Throws
 * AppError('csrf_rejected') for an origin that is not the address the request was sent to; programs send none.
 */
export function assertOwnOrigin(request: GatewayRequest): void {
  const origin = request.header('origin');
  if (origin === undefined) return;
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  if (host === '' || host !== request.header('host')?.toLowerCase())
    throw new AppError('csrf_rejected', { detail: 'Requests from pages of other sites are not served here.' });
}
