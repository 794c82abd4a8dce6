import type { Logger } from '#lib/core/logger.ts';
import type { PostOutcome } from '#lib/usage/post-batch.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { readSegment } from './read-segment.ts';
import { listSegments } from './segment-file.ts';

const batchSize = 500;

/**
 * Posts every settlement that a folder still holds, those of posted segments included: for a database that has lost its
 * last commits in a failover or a restore. What is there counts nothing. Resolves to how much was missing.
 */
export async function repostKept(
  folder: string,
  post: (events: readonly UsageEvent[]) => Promise<PostOutcome>,
  logger: Logger,
): Promise<PostOutcome> {
  const missing = { inserted: 0, corrected: 0 };
  let batch: UsageEvent[] = [];
  const flush = async () => {
    const { inserted, corrected } = await post(batch);
    missing.inserted += inserted;
    missing.corrected += corrected;
    batch = [];
  };
  for (const { path } of await listSegments(folder)) {
    for (const { record } of (await readSegment(path)).items()) {
      if (record?.kind !== 'settle') continue;
      batch.push(record.event);
      if (batch.length === batchSize) await flush();
    }
  }
  if (batch.length > 0) await flush();
  logger.warn({ folder, ...missing }, 'Posted again what the database had lost');
  return missing;
}
