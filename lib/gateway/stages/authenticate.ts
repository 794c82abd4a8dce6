import { AppError } from '#lib/core/errors.ts';
import { hashVirtualKey, looksLikeVirtualKey } from '#lib/keys/virtual-key.ts';
import { assertInFence } from '../attribution/assert-in-fence.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { assertInScope } from '../scopes/assert-in-scope.ts';
import { narrowedTenant } from '../scopes/narrowed-tenant.ts';
import type { Principal, TenantSnapshot } from '../snapshot/snapshot.ts';

const bearer = /^Bearer +(\S+) *$/i;

/** The hash of the key that a connection presented last, by the header it came in. */
interface Presented {
  readonly authorization: string;
  readonly pepper: Buffer;
  readonly hash: string;
}

/** SDKs keep their connections and send the same key each time; hashing it again would be a twentieth of a call's cost. */
const presentedOn = new WeakMap<object, Presented>();

/** The key where SDKs other than OpenAI's put it: Anthropic's, Azure's and Google's headers. */
const keyInOtherHeader = (request: GatewayRequest): string | undefined =>
  request.header('x-api-key') ?? request.header('api-key') ?? request.header('x-goog-api-key');

/** The hash under which the presented key is looked up; throws missing_key, and invalid_key for what cannot be a key. */
function presentedHash(request: GatewayRequest, pepper: Buffer): string {
  const authorization = request.header('authorization');
  const { connection } = request;
  const known = connection === null ? undefined : presentedOn.get(connection);
  if (known !== undefined && known.authorization === authorization && known.pepper === pepper) return known.hash;
  const inAuthorization = authorization === undefined ? undefined : bearer.exec(authorization)?.[1];
  const key = inAuthorization ?? keyInOtherHeader(request);
  if (key === undefined || key === '') throw missingKey(request);
  if (!looksLikeVirtualKey(key)) throw invalidKey();
  const hash = hashVirtualKey(pepper, key);
  if (connection !== null && authorization !== undefined && inAuthorization !== undefined)
    presentedOn.set(connection, { authorization, pepper, hash });
  return hash;
}

/** Who calls, once the key may be used for this request; throws what speaks against it. */
function admit({ settings, clock }: GatewayRuntime, request: GatewayRequest, principal: Principal, tenant: TenantSnapshot): Caller {
  assertUsable(principal, clock.now());
  if (principal.scopes !== undefined) assertInScope(principal.scopes, request, settings.proxies);
  if (principal.projectId != null) assertInFence(tenant, principal.projectId, request, settings.proxies);
  return { principal, tenant: narrowedTenant(principal, tenant) };
}

function assertUsable(principal: Principal, nowMs: number): void {
  if (principal.keyStatus === 'disabled') throw principal.loan === undefined ? new AppError('key_disabled') : loanOver();
  if (principal.expiresAtMs !== null && principal.expiresAtMs <= nowMs) throw new AppError('key_expired');
  if (!principal.ownerActive) {
    throw new AppError('key_disabled', {
      detail: 'The owner of this virtual key is deactivated, or the tenant is suspended. Ask an administrator.',
    });
  }
}

/**
 * Who calls, from the snapshot: at once where key and tenant are in memory. Only one that is seen for the first time
 * costs a round trip to the database, and when that fails the answer is 503: an outage is never told as a bad key.
 */
export function authenticate(runtime: GatewayRuntime, request: GatewayRequest): Caller | Promise<Caller> {
  const { snapshot, settings } = runtime;
  const hash = presentedHash(request, settings.keyPepper);
  if (snapshot.stalenessMs() > settings.staleRefuseMs) throw new AppError('snapshot_stale');
  const principal = snapshot.principal(hash);
  if (principal === null) throw invalidKey();
  const tenant = principal === undefined ? undefined : snapshot.tenant(principal.tenantId);
  if (principal === undefined || tenant === undefined) return load(runtime, request, hash);
  return admit(runtime, request, principal, tenant);
}

async function load(runtime: GatewayRuntime, request: GatewayRequest, hash: string): Promise<Caller> {
  const { snapshot, clock } = runtime;
  const principal = snapshot.principal(hash) ?? (await snapshot.loadPrincipal(hash));
  if (principal === null) throw invalidKey();
  assertUsable(principal, clock.now());
  const tenant = snapshot.tenant(principal.tenantId) ?? (await snapshot.loadTenant(principal.tenantId));
  return admit(runtime, request, principal, tenant);
}

/** Google's API also takes the key from the URL. There it would end in logs, so it is not read, and its sender is told. */
function missingKey({ query }: GatewayRequest): AppError {
  const headers = { 'www-authenticate': 'Bearer' };
  if (!new URLSearchParams(query).has('key')) return new AppError('missing_key', { headers });
  const detail = 'A key in the URL is not read, because URLs end in logs. Send it in the header x-goog-api-key, and replace this one.';
  return new AppError('missing_key', { headers, detail });
}

const loanOver = (): AppError =>
  new AppError('key_disabled', { detail: 'The loan of this virtual key was ended, or the key is disabled. Ask the team that lent it.' });

const invalidKey = (): AppError => new AppError('invalid_key', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
