import { createHash } from 'node:crypto';
import type { RedisClientType } from '@redis/client';
import type { Logger } from '#lib/core/logger.ts';
import type { Gauge } from './gauge.ts';
import type { CountedGauge, GaugeUse, Need, RateStore, TakeAnswer, Taken, TakenPart, UsedOf } from './rate-store.ts';
import { settleScript, takeScript } from './redis-scripts.ts';

/** Longest wait for Redis on the way of a call; then the tenant's declaration decides. */
const answerMs = 500;
const connectMs = 2_000;
const reconnectMsMax = 2_000;

const shaOf = (script: string): string => createHash('sha1').update(script).digest('hex');
const takeSha = shaOf(takeScript);
const settleSha = shaOf(settleScript);

const keyOf = ({ tenantId, key }: Pick<Gauge, 'tenantId' | 'key'>): string => `tollgate:rate:{${tenantId}}:${key}`;

function numbersOf(reply: unknown): number[] {
  if (!Array.isArray(reply)) throw new Error('Redis answered something else than a list');
  return reply.map(Number);
}

export interface RedisRateStoreOptions {
  /** redis://… or rediss://… */
  readonly url: string;
  readonly logger: Logger;
}

/** Counts in Redis: one round trip a call, exact over any number of processes and hosts. Connects with the first call. */
export class RedisRateStore implements RateStore {
  readonly name = 'redis';
  readonly #url: string;
  readonly #logger: Logger;
  #client: RedisClientType | null = null;
  #opening: Promise<RedisClientType> | null = null;
  #connecting: Promise<unknown> | null = null;

  constructor({ url, logger }: RedisRateStoreOptions) {
    this.#url = url;
    this.#logger = logger;
  }

  async take(needs: readonly Need[], id: string, holdMs: number): Promise<TakeAnswer> {
    const never = needs.find(({ gauge, amount }) => amount > gauge.limit);
    const numbers = needs.flatMap(({ gauge, amount }) => [gauge.windowMs, gauge.slotMs, gauge.limit, Math.ceil(amount)]);
    if (never !== undefined) return { isAdmitted: false, short: never.gauge, amount: never.amount, retryMs: null, readings: [] };
    const keys = needs.map(({ gauge }) => keyOf(gauge));
    const [admitted, decides = 0, waitMs = 0, ...rest] = numbersOf(
      await this.#run(takeSha, takeScript, keys, [id, Math.ceil(holdMs), ...numbers]),
    );
    const readings = needs.map(({ gauge }, index) => ({ gauge, remaining: rest[index * 3] ?? 0, resetMs: rest[index * 3 + 1] ?? 0 }));
    const short = needs[decides - 1];
    if (admitted !== 1 && short !== undefined)
      return { isAdmitted: false, short: short.gauge, amount: short.amount, retryMs: waitMs, readings };
    const parts = needs.map(({ gauge, amount }, index): TakenPart => ({ gauge, amount, slot: rest[index * 3 + 2] ?? 0 }));
    return { isAdmitted: true, taken: { id, parts }, readings };
  }

  settle({ id, parts }: Taken, used: UsedOf): void {
    const changed = parts
      .map((part) => ({ part, more: part.gauge.metric === 'concurrency' ? 0 : Math.round(used(part) - part.amount) }))
      .filter(({ part, more }) => part.gauge.metric === 'concurrency' || more !== 0);
    if (changed.length === 0) return;
    const keys = changed.map(({ part }) => keyOf(part.gauge));
    const numbers = changed.flatMap(({ part, more }) => [part.gauge.windowMs, part.gauge.slotMs, part.slot, more]);
    // What is lost here is counted too high until its window has passed, and a place until its call would have ended.
    this.#run(settleSha, settleScript, keys, [id, ...numbers]).catch((err: unknown) =>
      this.#logger.debug({ err }, 'What a call did not use of its limits could not be given back'),
    );
  }

  async use(gauges: readonly CountedGauge[]): Promise<readonly GaugeUse[]> {
    if (gauges.length === 0) return [];
    // An amount of nothing takes nothing; as the limits may be exceeded already, they are told as high as can be.
    const never = 1e15;
    const places = await Promise.all(gauges.filter(({ windowMs }) => windowMs === 0).map((gauge) => this.#running(gauge)));
    const windows = gauges.filter(({ windowMs }) => windowMs !== 0);
    const numbers = windows.flatMap(({ windowMs, slotMs }) => [windowMs, slotMs, never, 0]);
    const reply = windows.length === 0 ? [] : numbersOf(await this.#run(takeSha, takeScript, windows.map(keyOf), ['', 0, ...numbers]));
    const used = windows.map((_, index) => never - (reply[3 + index * 3] ?? never));
    return gauges.map(({ windowMs }) => ({ used: (windowMs === 0 ? places.shift() : used.shift()) ?? 0 }));
  }

  async close(): Promise<void> {
    await this.#connecting?.catch(() => {});
    if (this.#client?.isOpen === true) this.#client.destroy();
  }

  async #running(gauge: CountedGauge): Promise<number> {
    const client = await this.#connected();
    return Number(await this.#within(client.sendCommand(['ZCOUNT', keyOf(gauge), String(Date.now()), '+inf'])));
  }

  async #run(sha: string, script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    const client = await this.#connected();
    const operands = [String(keys.length), ...keys, ...values.map(String)];
    try {
      return await this.#within(client.sendCommand(['EVALSHA', sha, ...operands]));
    } catch (error) {
      // Redis forgets scripts when it restarts.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#within(client.sendCommand(['EVAL', script, ...operands]));
    }
  }

  async #connected(): Promise<RedisClientType> {
    this.#opening ??= this.#open();
    const client = this.#client ?? (await this.#opening);
    if (client.isReady) return client;
    if (!client.isOpen) this.#connecting = client.connect();
    // The client goes on trying by itself; a call does not wait for that longer than for an answer.
    await this.#within(this.#connecting ?? Promise.resolve());
    return client;
  }

  /** The client is loaded only where it is used. */
  async #open(): Promise<RedisClientType> {
    const { createClient } = await import('@redis/client');
    const reconnectStrategy = (retries: number): number => Math.min(50 * 2 ** retries, reconnectMsMax);
    const client: RedisClientType = createClient({
      url: this.#url,
      socket: { connectTimeout: connectMs, reconnectStrategy },
      disableOfflineQueue: true,
    });
    // Without a listener the first lost connection would end the process.
    client.on('error', (err: unknown) => this.#logger.debug({ err }, 'The connection to Redis failed'));
    this.#client = client;
    return client;
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Redis did not answer within ${answerMs} ms`)), answerMs);
    });
    work.catch(() => {});
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
