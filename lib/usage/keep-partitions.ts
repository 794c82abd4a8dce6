import type { Databases } from '#db/client.ts';

const monthMs = 31 * 86_400_000;

/** Makes the partitions of usage for this month and the next two, before anything needs them; answers how many were missing. */
export async function keepUsagePartitions(databases: Pick<Databases, 'jobs'>, now: Date): Promise<number> {
  const last = new Date(now.getTime() + 2 * monthMs).toISOString();
  const [row] = await databases.jobs.$client<{ made: number }[]>`
    SELECT ensure_usage_partitions(${now.toISOString()}::text::timestamptz, ${last}::text::timestamptz) AS made`;
  return row?.made ?? 0;
}
