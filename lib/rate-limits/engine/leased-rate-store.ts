import type { Logger } from '#lib/core/logger.ts';
import type { Gauge } from './gauge.ts';
import { placeRetryMs } from './process-rate-store.ts';
import type { GaugeUse, Need, RateStore, TakeAnswer, Taken, UsedOf } from './rate-store.ts';
import { ShareAccount } from './share-account.ts';
import type { ShareGrant, ShareReturn, ShareSource } from './share-source.ts';

/** A call that has to wait until more was asked for. */
interface Waiting {
  readonly needs: readonly Need[];
  readonly id: string;
  readonly resolve: (answer: TakeAnswer) => void;
  readonly reject: (error: unknown) => void;
  rounds: number;
}

const tickMs = 250;
const seeMs = 5_000;
const sweepMs = 3_600_000;
/** Others may be faster each time; then the caller is told to come back. */
const roundsMax = 6;
const retrySoonMs = 100;

export interface LeasedRateStoreOptions {
  readonly source: ShareSource;
  readonly logger: Logger;
  /** Milliseconds by a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * Takes from shares that this process leases for moments, so that most calls ask nobody and all processes together stay within
 * every limit. What a share has not used goes back a second later at most.
 */
export class LeasedRateStore implements RateStore {
  readonly name = 'database';
  readonly #source: ShareSource;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #accounts = new Map<string, ShareAccount>();
  #waiting: Waiting[] = [];
  #returns: ShareReturn[] = [];
  #asking: Promise<void> | null = null;
  #seenAt: number;
  #sweptAt: number;
  readonly #timer: NodeJS.Timeout;

  constructor({ source, logger, now = () => performance.now() }: LeasedRateStoreOptions) {
    this.#source = source;
    this.#logger = logger;
    this.#now = now;
    this.#seenAt = this.#sweptAt = now();
    this.#timer = setInterval(() => void this.tick(), tickMs).unref();
  }

  take(needs: readonly Need[], id: string): TakeAnswer | Promise<TakeAnswer> {
    const now = this.#now();
    for (const need of needs) if (need.amount > need.gauge.limit) return this.#refusal(needs, need, null, now);
    return this.#takeAll(needs, id, now) ?? this.#wait(needs, id);
  }

  settle({ parts }: Taken, used: UsedOf): void {
    const now = this.#now();
    for (const part of parts) {
      const back = (this.#accounts.get(part.gauge.key) ?? this.#account(part.gauge)).settle(
        part,
        part.gauge.metric === 'concurrency' ? 0 : used(part),
        now,
      );
      if (back !== null) this.#returns.push(back);
    }
  }

  async use(gauges: readonly Gauge[]): Promise<readonly GaugeUse[]> {
    // More than the limit is never granted, so this only asks.
    const asks = gauges.map((gauge) => {
      const never = gauge.limit + 1;
      return { gauge, least: never, wanted: never, most: never, back: { slot: 0, amount: 0 } };
    });
    const grants = asks.length === 0 ? [] : await this.#source.grant(asks);
    return grants.map(({ used }) => ({ used }));
  }

  /** Gives back what is idle, and says that this process lives. Called by a timer. */
  async tick(): Promise<void> {
    const now = this.#now();
    for (const [key, account] of this.#accounts) {
      const back = account.reclaim(now);
      if (back !== null) this.#returns.push(back);
      if (account.isForgettable(now)) this.#accounts.delete(key);
    }
    await this.#quietly(() => this.flush());
    if ([...this.#accounts.values()].some((account) => account.hasIdlePlaces(now))) this.#ask();
    if (now - this.#seenAt >= seeMs) await this.#quietly(() => this.#see(now));
    if (now - this.#sweptAt >= sweepMs) {
      this.#sweptAt = now;
      await this.#quietly(() => this.#source.sweep());
    }
  }

  /** Tells the source what was not used, and what was used above what had been taken. */
  async flush(): Promise<void> {
    if (this.#returns.length === 0) return;
    const returns = this.#returns;
    this.#returns = [];
    await this.#source.giveBack(returns);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#asking !== null) await this.#asking;
    const later = Number.POSITIVE_INFINITY;
    for (const account of this.#accounts.values()) {
      const back = account.reclaim(later);
      if (back !== null) this.#returns.push(back);
    }
    await this.#quietly(() => this.flush());
    const places = [...this.#accounts.values()].filter((account) => account.holdsPlaces);
    const asks = places.map((account) => account.ask([], this.#now()));
    if (asks.length > 0) await this.#quietly(() => this.#source.grant(asks));
  }

  #account(gauge: Gauge): ShareAccount {
    const known = this.#accounts.get(gauge.key);
    if (known !== undefined) {
      // The limit may have been changed meanwhile; what was used of it stays used.
      known.gauge = gauge;
      return known;
    }
    const account = new ShareAccount(gauge, this.#now());
    this.#accounts.set(gauge.key, account);
    return account;
  }

  /** Takes all of it, or answers null and takes nothing. */
  #takeAll(needs: readonly Need[], id: string, now: number): TakeAnswer | null {
    for (const { gauge, amount } of needs) if (this.#account(gauge).free(now) < amount) return null;
    const parts = needs.map((need) => this.#account(need.gauge).take(need, now));
    return { isAdmitted: true, taken: { id, parts }, readings: needs.map(({ gauge }) => this.#account(gauge).reading(now)) };
  }

  #refusal(needs: readonly Need[], { gauge, amount }: Need, retryMs: number | null, now: number): TakeAnswer {
    return { isAdmitted: false, short: gauge, amount, retryMs, readings: needs.map((need) => this.#account(need.gauge).reading(now)) };
  }

  #wait(needs: readonly Need[], id: string): Promise<TakeAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ needs, id, resolve, reject, rounds: 0 });
      this.#ask();
    });
  }

  /** One question at a time, for all that wait. */
  #ask(): void {
    this.#asking ??= this.#askForAll().finally(() => {
      this.#asking = null;
      if (this.#waiting.length > 0) this.#ask();
    });
  }

  async #askForAll(): Promise<void> {
    // Calls that come in the same turn of the loop are asked for together.
    await Promise.resolve();
    const batch = this.#waiting;
    this.#waiting = [];
    const askedAt = this.#now();
    const amounts = new Map<ShareAccount, number[]>();
    for (const account of this.#accounts.values()) if (account.hasIdlePlaces(askedAt)) amounts.set(account, []);
    for (const { needs } of batch) {
      for (const { gauge, amount } of needs) {
        const account = this.#account(gauge);
        const known = amounts.get(account);
        if (known !== undefined) known.push(amount);
        else amounts.set(account, [amount]);
      }
    }
    const accounts = [...amounts.keys()];
    if (accounts.length === 0) return;
    const asks = accounts.map((account) => account.ask(amounts.get(account) ?? [], askedAt));
    try {
      const grants = await this.#source.grant(asks);
      const answers = new Map<string, ShareGrant>();
      for (const [index, account] of accounts.entries()) {
        const grant = grants[index];
        if (grant === undefined) continue;
        account.adopt(grant, askedAt);
        answers.set(account.gauge.key, grant);
      }
      for (const waiting of batch) this.#answer(waiting, answers);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  #answer(waiting: Waiting, grants: ReadonlyMap<string, ShareGrant>): void {
    const { needs, id, resolve } = waiting;
    const now = this.#now();
    const taken = this.#takeAll(needs, id, now);
    if (taken !== null) {
      resolve(taken);
      return;
    }
    let [short, retryMs] = [needs[0], 0];
    for (const need of needs) {
      const grant = grants.get(need.gauge.key);
      if (this.#account(need.gauge).free(now) >= need.amount || grant === undefined) continue;
      const isRefused = need.gauge.windowMs === 0 ? grant.used + need.amount > need.gauge.limit : grant.granted === 0;
      if (isRefused && Math.max(1, grant.retryMs) > retryMs) [short, retryMs] = [need, Math.max(1, grant.retryMs)];
    }
    if (short === undefined) return;
    waiting.rounds += 1;
    if (retryMs > 0) resolve(this.#refusal(needs, short, short.gauge.windowMs === 0 ? placeRetryMs : retryMs, now));
    else if (waiting.rounds < roundsMax) this.#waiting.push(waiting);
    else resolve(this.#refusal(needs, short, retrySoonMs, now));
  }

  async #see(now: number): Promise<void> {
    this.#seenAt = now;
    const holding = [...this.#accounts.values()].filter((account) => account.holdsPlaces);
    if (holding.length === 0) return;
    await this.#source.see(holding.map(({ gauge }) => gauge));
    for (const account of holding) account.seenAt = now;
  }

  async #quietly(work: () => Promise<unknown>): Promise<void> {
    await work().catch((err: unknown) => this.#logger.debug({ err }, 'Shares of rate limits could not be given back'));
  }
}
