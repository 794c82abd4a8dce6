import { type ProxyTrust, proxyTrust } from '#lib/core/client-address.ts';

/** Limits and deadlines of the gateway; milliseconds and bytes. */
export interface GatewaySettings {
  /** HMAC key under which virtual keys are looked up. */
  readonly keyPepper: Buffer;
  /** Whose forwarding headers count, for keys that may be used from certain addresses only. */
  readonly proxies: ProxyTrust;
  readonly bodyBytesMax: number;
  /** Largest non-streamed answer; larger ones end as provider_error. */
  readonly answerBytesMax: number;
  /** Largest single event of a stream. */
  readonly eventBytesMax: number;
  readonly firstTokenMs: number;
  /** Longest silence inside a stream, of the provider or of the caller. */
  readonly idleMs: number;
  readonly totalMs: number;
  /** Longest `x-tollgate-timeout` a caller may ask for. */
  readonly totalMaxMs: number;
  /** How long a finished stream may keep us waiting for its usage or its [DONE]. */
  readonly streamEndMs: number;
  /** Age of the snapshot from which answers carry x-tollgate-stale, and from which calls are refused. */
  readonly staleHeaderMs: number;
  readonly staleRefuseMs: number;
  /** Most calls in flight in this process, all tenants together. */
  readonly inFlightMax: number;
  /** Most calls of one tenant that may wait for a place, and how long they may. */
  readonly queueMaxPerTenant: number;
  readonly queueWaitMs: number;
  /** How long a call waits for what remembers files and batches, before anything is sent. */
  readonly storeWaitMs: number;
  /** Most attempts of one call, all targets together. */
  readonly attemptsMax: number;
  /** The pause before a second attempt at the same target is a random part of this. */
  readonly retryBaseMs: number;
  /** Longest Retry-After of a provider that is waited for. */
  readonly retryAfterMaxMs: number;
  /** Retries at the same target, all calls together: so many within a window always, beyond them that share of its calls. */
  readonly retriesMin: number;
  readonly retryShareMax: number;
  readonly retryWindowMs: number;
  /** Most bytes of a stream that are held back until its content begins, so that it can still be restarted unseen. */
  readonly heldBackBytesMax: number;
  /** Most bytes of one stream, and of all together, that are held back because their callers asked for it; what is more flows. */
  readonly bufferedBytesMax: number;
  readonly bufferedBytesMaxInAll: number;
  /** Failures within the window that open the circuit of a target, and how long it then stays open. */
  readonly circuitFailures: number;
  readonly circuitWindowMs: number;
  readonly circuitCoolDownMs: number;
  /** How long a provider's Retry-After keeps calls away from its target, at most, and how long a refused credential does. */
  readonly retryAfterKeptMs: number;
  readonly credentialCoolDownMs: number;
  /** Realtime sessions: how long the provider may take to consent, a session may last, and may be without a word of either side. */
  readonly sessionOpenMs: number;
  readonly sessionTotalMs: number;
  readonly sessionIdleMs: number;
  /** Largest message of a session, of either side. */
  readonly sessionMessageBytesMax: number;
  /** How long a session that ends waits for its provider to count the responses that it broke off. */
  readonly sessionFarewellMs: number;
  /** How often the hold of a session is written anew, so that a long one keeps no old part of the journal alive. */
  readonly sessionRenewMs: number;
}

export const defaultGatewaySettings: Omit<GatewaySettings, 'keyPepper'> = {
  proxies: proxyTrust([]),
  bodyBytesMax: 32 * 1024 * 1024,
  answerBytesMax: 64 * 1024 * 1024,
  eventBytesMax: 8 * 1024 * 1024,
  firstTokenMs: 120_000,
  idleMs: 60_000,
  totalMs: 600_000,
  totalMaxMs: 7_200_000,
  streamEndMs: 2_000,
  staleHeaderMs: 5_000,
  staleRefuseMs: 300_000,
  inFlightMax: 10_000,
  queueMaxPerTenant: 64,
  queueWaitMs: 1_000,
  storeWaitMs: 5_000,
  attemptsMax: 4,
  retryBaseMs: 250,
  retryAfterMaxMs: 2_000,
  retriesMin: 10,
  retryShareMax: 0.2,
  retryWindowMs: 10_000,
  heldBackBytesMax: 64 * 1024,
  bufferedBytesMax: 16 * 1024 * 1024,
  bufferedBytesMaxInAll: 256 * 1024 * 1024,
  circuitFailures: 5,
  circuitWindowMs: 10_000,
  circuitCoolDownMs: 3_000,
  retryAfterKeptMs: 300_000,
  credentialCoolDownMs: 30_000,
  sessionOpenMs: 15_000,
  sessionTotalMs: 3_600_000,
  sessionIdleMs: 600_000,
  sessionMessageBytesMax: 16 * 1024 * 1024,
  sessionFarewellMs: 1_000,
  sessionRenewMs: 300_000,
};
