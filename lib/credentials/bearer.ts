import { looksLikeSecret, newPrefixedSecret, type PrefixedSecret } from '#lib/core/prefixed-secret.ts';
import { keyedHash } from '#lib/core/secrets.ts';

/** Prefixes of what programs present to the management API; each differs from `tg_`, which is for models alone. */
const prefixes = { api_token: 'tgm_', oauth_token: 'tga_', oauth_client: 'tgs_' } as const;

/** API tokens, access tokens of clients, and the secrets with which clients fetch those. */
export type BearerKind = keyof typeof prefixes;

export const newBearer = (kind: BearerKind): PrefixedSecret => newPrefixedSecret(prefixes[kind]);

/** Which kind of secret a text has the form and the checksum of; undefined for none. */
export function bearerKindOf(text: string): BearerKind | undefined {
  return (['api_token', 'oauth_token', 'oauth_client'] as const).find((kind) => looksLikeSecret(prefixes[kind], text));
}

/** What is stored and looked up in place of the secret. The pepper is that of virtual keys: prefixes keep the kinds apart. */
export const hashBearer = (pepper: Buffer, secret: string): string => keyedHash(pepper, secret);
