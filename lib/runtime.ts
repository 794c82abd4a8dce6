import { type Databases, openDatabases } from '#db/client.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { type Clock, systemClock } from '#lib/core/clock.ts';
import { type Env, parseEnv } from '#lib/core/env.ts';
import { createLogger, type Logger } from '#lib/core/logger.ts';
import { createMasterKeys, type MasterKeys } from '#lib/core/master-keys.ts';
import { deriveKey } from '#lib/core/secrets.ts';
import { providers } from '#lib/gateway/providers/index.ts';
import { SignInGuard } from '#lib/identity/sign-in-guard.ts';
import { virtualKeyPepper } from '#lib/keys/virtual-key.ts';
import { type AddressPolicy, createAddressPolicy, UndiciTransport, type UpstreamTransport } from '#lib/outbound/index.ts';
import { RedisRateStore } from '#lib/rate-limits/engine/redis-rate-store.ts';
import {
  ProcessRequestLimiter,
  type RequestAllowance,
  type RequestLimiter,
  UpstashRequestLimiter,
} from '#lib/rate-limits/request-limiter.ts';

/**
 * The one object of run-time state a process has. Next bundles its own copy of `lib/`, so a module variable would exist
 * twice; a symbol on globalThis exists once.
 */

/** Keys derived from TOLLGATE_SECRET, each for one purpose. */
export interface DerivedKeys {
  /** Hashes session secrets. */
  readonly sessionPepper: Buffer;
  /** Hashes virtual keys. */
  readonly keyPepper: Buffer;
  /** Wrap the tenants' data keys. */
  readonly masterKeys: MasterKeys;
  /** Encrypts next-auth's cookie; next-auth takes text. */
  readonly nextAuthSecret: string;
}

export interface Runtime {
  readonly env: Env;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly databases: Databases;
  readonly keys: DerivedKeys;
  readonly command: CommandRuntime;
  readonly signInGuard: SignInGuard;
  /** Counts sign-ins over all console processes; null where each counts alone. */
  readonly signInLimiter: RequestLimiter | null;
  /** Counts requests to the management API; null where they are not limited. */
  readonly managementLimiter: RequestLimiter | null;
  /** Counts requests of directories, of which a first synchronisation makes many; null where they are not limited. */
  readonly scimLimiter: RequestLimiter | null;
}

export const configChannel = 'tollgate_config';

const slot = Symbol.for('tollgate.runtime');
const holder: typeof globalThis & { [slot]?: Runtime } = globalThis;

/** The way to addresses that tenants wrote, for the management side; connects to nothing yet. */
function outboundOf(env: Env): { policy: AddressPolicy; transport: UpstreamTransport } {
  const policy = createAddressPolicy(env.ALLOWED_PRIVATE_NETWORKS);
  const transport = new UndiciTransport({
    policy,
    connectTimeoutMs: env.GATEWAY_CONNECT_SECONDS * 1000,
    connectionsPerOriginMax: 4,
    originsMax: 50,
  });
  return { policy, transport };
}

/** What NIST SP 800-63B-4 section 3.2.2 allows an account at most, counted over all processes; each counts failures besides. */
const signInAllowance = { name: 'sign-in', requests: 100, windowMs: 15 * 60_000 };

/** 100 a second: Entra ID asks for 25, Okta sends no more than 10 at a time. */
const scimAllowance = { name: 'scim', requests: 6000, windowMs: 60_000 };

/** Counters of requests that people and scripts make, other than calls of the gateway. */
function limitersOf(env: Env, logger: Logger): Pick<Runtime, 'signInLimiter' | 'managementLimiter' | 'scimLimiter'> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, MANAGEMENT_REQUESTS_PER_MINUTE: requests } = env;
  const address = url === undefined || token === undefined ? null : { url, token };
  const limiter = (allowance: RequestAllowance): RequestLimiter =>
    address === null ? new ProcessRequestLimiter(allowance) : new UpstashRequestLimiter(allowance, address, logger);
  return {
    signInLimiter: address === null ? null : limiter(signInAllowance),
    managementLimiter: requests === 0 ? null : limiter({ name: 'management', requests, windowMs: 60_000 }),
    scimLimiter: requests === 0 ? null : limiter(scimAllowance),
  };
}

/** Live use of rate limits where the database does not count them; connects with the first question. */
function rateUseOf({ REDIS_URL: url, RATE_LIMIT_STORE: store }: Env, logger: Logger): Pick<CommandRuntime, 'rateUse'> {
  if (url === undefined) return store === 'database' ? {} : { rateUse: async (gauges) => gauges.map(() => null) };
  const redis = new RedisRateStore({ url, logger });
  return {
    rateUse: (gauges) =>
      redis.use(gauges).then(
        (uses) => uses.map(({ used }) => used),
        () => gauges.map(() => null),
      ),
  };
}

/** Builds the runtime from an environment; connects to nothing yet. */
export function createRuntime(env: Env, process: string): Runtime {
  const logger = createLogger(env.LOG_LEVEL, process);
  const databases = openDatabases({
    url: env.DATABASE_URL,
    directUrl: env.DATABASE_DIRECT_URL,
    secret: env.TOLLGATE_SECRET,
    applicationName: `tollgate ${process}`,
  });
  const hintConfigChanged = () => {
    // The poll finds the change within a second anyway, so a lost hint is no error.
    databases.app.$client
      .notify(configChannel, '')
      .catch((error: unknown) => logger.debug({ err: error }, 'The hint of a changed configuration was lost'));
  };
  const keys = {
    sessionPepper: deriveKey(env.TOLLGATE_SECRET, 'session'),
    keyPepper: virtualKeyPepper(env.TOLLGATE_SECRET),
    masterKeys: createMasterKeys(env.TOLLGATE_SECRET, env.TOLLGATE_PREVIOUS_SECRETS),
    nextAuthSecret: deriveKey(env.TOLLGATE_SECRET, 'next-auth').toString('base64url'),
  };
  const command: CommandRuntime = {
    databases,
    clock: systemClock,
    logger,
    idempotencyKey: deriveKey(env.TOLLGATE_SECRET, 'idempotency'),
    keyPepper: keys.keyPepper,
    masterKeys: keys.masterKeys,
    providers,
    outbound: outboundOf(env),
    hintConfigChanged,
    ...rateUseOf(env, logger),
  };
  return {
    env,
    logger,
    clock: systemClock,
    databases,
    keys,
    command,
    signInGuard: new SignInGuard(systemClock),
    ...limitersOf(env, logger),
  };
}

/** Makes this the process's runtime; a second one in the same process is a mistake. */
export function installRuntime(runtime: Runtime): Runtime {
  if (holder[slot] !== undefined) throw new Error('This process already has a runtime');
  holder[slot] = runtime;
  return runtime;
}

/** The process's runtime; made from the environment on first use where no entry file installed one (hosts that only run Next). */
export function getRuntime(): Runtime {
  return holder[slot] ?? installRuntime(createRuntime(parseEnv(process.env), 'console'));
}
