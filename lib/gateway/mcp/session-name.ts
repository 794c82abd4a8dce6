import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { holderOf } from '../snapshot/holder-of.ts';
import type { McpServer } from './mcp-server.ts';

const sealBytes = 18;
/** As long as a header may sensibly be. */
const nameLengthMax = 4_096;

function sealOf({ settings }: GatewayRuntime, { principal }: Caller, { connection }: McpServer, session: string): Buffer {
  const whose = `mcp-session\n${principal.tenantId}\n${holderOf(principal)}\n${connection.connectionId}\n${session}`;
  return createHmac('sha256', settings.keyPepper).update(whose).digest().subarray(0, sealBytes);
}

/**
 * The name by which a caller knows a session of a server: the server's own with a seal of the key that opened it, so that
 * no other key can go on with it, whichever process it asks. Visible ASCII characters only, as the specification wants.
 */
export const sealSession = (runtime: GatewayRuntime, caller: Caller, server: McpServer, session: string): string =>
  `${Buffer.from(session).toString('base64url')}.${sealOf(runtime, caller, server, session).toString('base64url')}`;

/** The server's own name of a session. Throws AppError('not_found'), at which clients begin a new one. */
export function openSession(runtime: GatewayRuntime, caller: Caller, server: McpServer, name: string): string {
  const [encoded = '', seal = ''] = name.length > nameLengthMax ? [] : name.split('.');
  const session = Buffer.from(encoded, 'base64url').toString();
  const given = Buffer.from(seal, 'base64url');
  if (session !== '' && given.length === sealBytes && timingSafeEqual(given, sealOf(runtime, caller, server, session))) return session;
  throw new AppError('not_found', { detail: 'There is no such session that this key has opened. Begin a new one with initialize.' });
}
