import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { Gauge } from './engine/gauge.ts';
import { ProcessRateStore } from './engine/process-rate-store.ts';

/** How much one who asks may still do. */
export interface RequestVerdict {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Until the allowance is whole again, or for a refused one until the next request may pass. */
  readonly resetMs: number;
}

/** So many requests of one identifier in any stretch of the window. */
export interface RequestAllowance {
  /** Tells this allowance from others in a shared store. */
  readonly name: string;
  readonly requests: number;
  readonly windowMs: number;
}

/** Counts requests that are over at once: no settlement, no places, one identifier each. */
export interface RequestLimiter {
  readonly allowance: RequestAllowance;
  take(identifier: string): Promise<RequestVerdict>;
}

const slots = 60;

/** Counts in the memory of the process; several console processes multiply the allowance by their number. */
export class ProcessRequestLimiter implements RequestLimiter {
  readonly allowance: RequestAllowance;
  readonly #store: ProcessRateStore;

  constructor(allowance: RequestAllowance, now?: () => number) {
    this.allowance = allowance;
    this.#store = new ProcessRateStore(now);
  }

  async take(identifier: string): Promise<RequestVerdict> {
    const { name, requests, windowMs } = this.allowance;
    const rule = { limitId: name, name, scope: 'tenant', metric: 'requests', window: 'minute', limit: requests } as const;
    const gauge: Gauge = {
      ...{ tenantId: '', key: identifier, metric: 'requests', windowMs, slotMs: Math.ceil(windowMs / slots), limit: requests, rule },
      ...{ isBurst: false, isOfTarget: false },
    };
    const answer = this.#store.take([{ gauge, amount: 1 }], identifier);
    const [reading] = answer.readings;
    const resetMs = answer.isAdmitted ? (reading?.resetMs ?? 0) : (answer.retryMs ?? windowMs);
    return { isAllowed: answer.isAdmitted, remaining: reading?.remaining ?? 0, resetMs };
  }
}

export interface UpstashAddress {
  readonly url: string;
  readonly token: string;
}

/** How long a request waits for Upstash; then it passes uncounted, because a limiter that is down must not lock people out. */
const answerMs = 1_000;

/** Counts in an Upstash Redis over HTTPS, for hosts that share nothing else. The packages are loaded with the first request. */
export class UpstashRequestLimiter implements RequestLimiter {
  readonly allowance: RequestAllowance;
  readonly #address: UpstashAddress;
  readonly #logger: Logger;
  #opening: Promise<(identifier: string) => Promise<RequestVerdict>> | null = null;

  constructor(allowance: RequestAllowance, address: UpstashAddress, logger: Logger) {
    this.allowance = allowance;
    this.#address = address;
    this.#logger = logger;
  }

  async take(identifier: string): Promise<RequestVerdict> {
    try {
      this.#opening ??= this.#open();
      const limit = await this.#opening;
      return await limit(identifier);
    } catch (err) {
      this.#logger.warn({ err }, 'Upstash does not answer; requests pass uncounted');
      return { isAllowed: true, remaining: this.allowance.requests, resetMs: 0 };
    }
  }

  async #open(): Promise<(identifier: string) => Promise<RequestVerdict>> {
    const [{ Ratelimit }, { Redis }] = await Promise.all([import('@upstash/ratelimit'), import('@upstash/redis')]);
    const { name, requests, windowMs } = this.allowance;
    const redis = new Redis({ ...this.#address, enableTelemetry: false, retry: { retries: 1 } });
    const limiter = new Ratelimit({
      ...{ redis, limiter: Ratelimit.slidingWindow(requests, `${windowMs} ms`), prefix: `tollgate:${name}`, timeout: answerMs },
      // Only this process knows it, and it would let a lowered count be remembered after others were let through.
      ephemeralCache: false,
    });
    return async (identifier) => {
      const { success, remaining, reset } = await limiter.limit(identifier);
      return { isAllowed: success, remaining: Math.max(0, remaining), resetMs: Math.max(0, reset - Date.now()) };
    };
  }
}

/** Throws `rate_limited` with Retry-After and the standard's headers where the identifier has used its allowance up. */
export async function requireAllowance(limiter: RequestLimiter, identifier: string, what: string): Promise<void> {
  const { isAllowed, remaining, resetMs } = await limiter.take(identifier);
  if (isAllowed) return;
  const { name, requests, windowMs } = limiter.allowance;
  const seconds = Math.max(1, Math.ceil(resetMs / 1000));
  throw new AppError('rate_limited', {
    detail: `${what}: ${requests} in ${Math.round(windowMs / 1000)} s. Try again in ${seconds} s.`,
    headers: {
      'retry-after': String(seconds),
      'ratelimit-policy': `"${name}";q=${requests};w=${Math.round(windowMs / 1000)};qu="requests"`,
      ratelimit: `"${name}";r=${remaining};t=${seconds}`,
    },
  });
}
