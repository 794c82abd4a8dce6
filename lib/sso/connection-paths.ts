import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import type { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { toPublicId } from '#lib/core/ids.ts';

/**
 * Addresses of a connection on this origin. Each connection has its own callback, so that one provider's answer can never be
 * taken for another's (RFC 9700 section 4.4.2.2).
 */
export function connectionPaths(kind: SsoKind, id: string): SsoConnection['paths'] {
  const base = `/api/sso/${toPublicId('ssoConnection', id)}`;
  const isSaml = kind === 'saml';
  return {
    start: `${base}/start`,
    callback: isSaml ? `${base}/acs` : `${base}/callback`,
    metadata: isSaml ? `${base}/metadata` : null,
    logout: isSaml ? `${base}/logout` : null,
  };
}
