import type { OperationContext } from '#lib/command/context.ts';
import type { McpServer } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { hopByHopHeaders } from '#lib/core/hop-by-hop-headers.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** Names that each way to authenticate wants and may be told. */
const settingsOf: Readonly<Record<McpServer['auth'], { readonly needed: readonly Setting[]; readonly possible: readonly Setting[] }>> = {
  none: { needed: [], possible: [] },
  bearer: { needed: [], possible: [] },
  header: { needed: ['header'], possible: [] },
  oauth: { needed: ['oauth_url', 'client_id'], possible: ['scope'] },
};
type Setting = keyof McpServer['auth_settings'];
const settingNames: readonly Setting[] = ['header', 'oauth_url', 'client_id', 'scope'];

/** Headers that a request says by itself, or that are the protocol's. */
const reserved = new Set([
  ...hopByHopHeaders,
  'host',
  'content-length',
  'content-type',
  'accept',
  'accept-encoding',
  'cookie',
  'user-agent',
  'last-event-id',
]);

function requireHeader(name: string): string {
  const header = name.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) throw fault('/auth_settings/header', 'Not the name of a header');
  if (reserved.has(header) || header.startsWith('mcp-')) throw fault('/auth_settings/header', 'This header cannot carry a credential');
  return header;
}

/** The settings of a way to authenticate as they are stored. Throws `validation_failed` naming the one that is missing or too many. */
export function requireAuthSettings(
  { runtime }: Pick<OperationContext, 'runtime'>,
  auth: McpServer['auth'],
  settings: McpServer['auth_settings'],
): Record<string, string> {
  const { needed, possible } = settingsOf[auth];
  const stored: Record<string, string> = {};
  for (const name of settingNames) {
    const value = settings[name];
    if (value === undefined && needed.includes(name)) throw fault(`/auth_settings/${name}`, `The authentication "${auth}" needs this`);
    if (value === undefined) continue;
    if (!needed.includes(name) && !possible.includes(name))
      throw fault(`/auth_settings/${name}`, `The authentication "${auth}" has no such setting`);
    stored[name] = name === 'header' ? requireHeader(value) : value;
  }
  if (stored.oauth_url !== undefined) checkOutboundUrl(runtime.outbound.policy, stored.oauth_url);
  return stored;
}

/** What a header can carry; a header of the server's own may have a word before its secret. */
const plain = /^[\x21-\x7e]+$/;
const plainWithSpaces = /^[\x20-\x7e]+$/;
/** Below this length four characters would be too much of a secret. */
const hintedLengthMin = 12;

/** A credential as it is sealed; undefined where there is none. Throws `validation_failed` where it is missing or too many. */
export function requireSecret(
  auth: McpServer['auth'],
  credential: string | undefined,
): { readonly credential: string; readonly hint: string | null } | undefined {
  if (auth === 'none') {
    if (credential === undefined) return undefined;
    throw fault('/credential', 'A server without authentication has no credential');
  }
  if (credential === undefined) throw fault('/credential', `The authentication "${auth}" needs a credential`);
  if (!(auth === 'header' ? plainWithSpaces : plain).test(credential))
    throw fault('/credential', 'A credential is one line of plain characters');
  return { credential, hint: credential.length < hintedLengthMin ? null : credential.slice(-4) };
}
