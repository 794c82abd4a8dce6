import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { clientAddress, type ProxyTrust, plainAddress } from '#lib/core/client-address.ts';
import { countryHeader } from '#lib/core/country-header.ts';
import { hopByHopHeaders } from '#lib/core/hop-by-hop-headers.ts';

/** What only this process may say to the one behind it; a caller's own values are dropped. */
const ours: ReadonlySet<string> = new Set([
  'content-length',
  // 100 Continue was answered here.
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-id',
  countryHeader,
  // Names the middleware that Next believes to have run already.
  'x-middleware-subrequest',
]);

/** Names in `Connection:` are hop-by-hop as well. */
function namedByConnection(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

/** Copies raw headers (name, value, name, value …) without those of the hop and those `drop` names; keeps case and doubles. */
export function endToEndHeaders(
  rawHeaders: readonly string[],
  connection: string | undefined,
  drop: ReadonlySet<string> = new Set(),
): string[] {
  const named = namedByConnection(connection);
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    if (!hopByHopHeaders.has(lower) && !named.has(lower) && !drop.has(lower)) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}

/** What the connection, or a trusted proxy in front of it, says about the caller. */
export interface Caller {
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** The host the caller asked for; empty when it named none. */
  readonly host: string;
  /** ISO 3166-1 alpha-2; undefined where no trusted proxy says. */
  readonly country?: string;
}

const first = (header: IncomingHttpHeaders[string]): string | undefined =>
  Array.isArray(header) ? header[0] : header?.split(',')[0]?.trim();

/** Reads the caller from the socket; forwarding headers count only when the socket's other end is a trusted proxy. */
export function callerOf(request: IncomingMessage, trust: ProxyTrust): Caller {
  const { headers, socket } = request;
  const peer = plainAddress(socket.remoteAddress ?? '');
  const encrypted = socket instanceof TLSSocket ? 'https' : 'http';
  const host = headers.host ?? '';
  if (!trust.trusts(peer)) return { address: peer, protocol: encrypted, host };
  const protocol = first(headers['x-forwarded-proto']);
  const country = trust.countryHeader === undefined ? undefined : first(headers[trust.countryHeader])?.toUpperCase();
  return {
    ...(country !== undefined && /^[A-Z]{2}$/.test(country) ? { country } : {}),
    address: clientAddress(peer, headers['x-forwarded-for']?.toString(), trust),
    protocol: protocol === 'https' || protocol === 'http' ? protocol : encrypted,
    host: first(headers['x-forwarded-host']) ?? host,
  };
}

/** The headers for the process behind: the caller's own without the body's framing, and after them what we vouch for. */
export function forwardedHeaders(request: IncomingMessage, caller: Caller, requestId: string): string[] {
  const headers = endToEndHeaders(request.rawHeaders, request.headers.connection, ours);
  headers.push('x-forwarded-for', caller.address, 'x-forwarded-proto', caller.protocol, 'x-request-id', requestId);
  if (caller.country !== undefined) headers.push(countryHeader, caller.country);
  if (caller.host !== '') headers.push('x-forwarded-host', caller.host);
  return headers;
}
