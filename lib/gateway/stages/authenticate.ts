import { AppError } from '#lib/core/errors.ts';
import { hashVirtualKey, looksLikeVirtualKey } from '#lib/keys/virtual-key.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { Principal } from '../snapshot/snapshot.ts';

const bearer = /^Bearer +(\S+) *$/i;

/** The key as the caller's SDK sends it: OpenAI's, Anthropic's, Azure's or Google's way. */
function presentedKey(request: GatewayRequest): string {
  const authorization = request.header('authorization');
  const key =
    (authorization === undefined ? undefined : bearer.exec(authorization)?.[1]) ??
    request.header('x-api-key') ??
    request.header('api-key') ??
    request.header('x-goog-api-key');
  if (key === undefined || key === '') throw new AppError('missing_key', { headers: { 'www-authenticate': 'Bearer' } });
  return key;
}

function assertUsable(principal: Principal, nowMs: number): void {
  if (principal.keyStatus === 'disabled') throw new AppError('key_disabled');
  if (principal.expiresAtMs !== null && principal.expiresAtMs <= nowMs) throw new AppError('key_expired');
  if (!principal.ownerActive) {
    throw new AppError('key_disabled', {
      detail: 'The owner of this virtual key is deactivated, or the tenant is suspended. Ask an administrator.',
    });
  }
}

/**
 * Who calls, from the snapshot; only a key or tenant seen for the first time costs a round trip to the database, and when
 * that fails the answer is 503: an outage is never told as a bad key.
 */
export async function authenticate(runtime: GatewayRuntime, request: GatewayRequest): Promise<Caller> {
  const { snapshot, settings, clock } = runtime;
  const key = presentedKey(request);
  if (!looksLikeVirtualKey(key)) throw invalidKey();
  if (snapshot.stalenessMs() > settings.staleRefuseMs) throw new AppError('snapshot_stale');
  const hash = hashVirtualKey(settings.keyPepper, key);
  const known = snapshot.principal(hash);
  const principal = known === undefined ? await snapshot.loadPrincipal(hash) : known;
  if (principal === null) throw invalidKey();
  assertUsable(principal, clock.now());
  const tenant = snapshot.tenant(principal.tenantId) ?? (await snapshot.loadTenant(principal.tenantId));
  return { principal, tenant };
}

const invalidKey = (): AppError => new AppError('invalid_key', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
