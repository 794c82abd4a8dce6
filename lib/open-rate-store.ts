import { newUuid } from '#lib/core/ids.ts';
import { LeasedRateStore } from '#lib/rate-limits/engine/leased-rate-store.ts';
import { PostgresShareSource } from '#lib/rate-limits/engine/postgres-share-source.ts';
import { ProcessRateStore } from '#lib/rate-limits/engine/process-rate-store.ts';
import type { RateStore } from '#lib/rate-limits/engine/rate-store.ts';
import { RedisRateStore } from '#lib/rate-limits/engine/redis-rate-store.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Where this process counts rate limits: in Redis where the operator named one, else in shares of the database, or alone. */
export function openRateStore({ env, logger, databases }: Pick<Runtime, 'env' | 'logger' | 'databases'>): RateStore {
  if (env.REDIS_URL !== undefined) return new RedisRateStore({ url: env.REDIS_URL, logger });
  if (env.RATE_LIMIT_STORE === 'process') return new ProcessRateStore();
  return new LeasedRateStore({ source: new PostgresShareSource(databases.ingest.$client, newUuid()), logger });
}
