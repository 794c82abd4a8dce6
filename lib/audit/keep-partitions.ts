import type { Databases } from '#db/client.ts';

const monthMs = 31 * 86_400_000;

/** How many months of the audit trail were made, and how many that the retention had emptied were dropped. */
export interface KeptPartitions {
  readonly made: number;
  readonly dropped: number;
}

/**
 * Makes the partitions of audit entries for this month and the next two, and drops those that the retention has emptied. An entry
 * whose month has none lies elsewhere until then: no change fails for want of one.
 */
export async function keepAuditPartitions(databases: Pick<Databases, 'jobs'>, now: Date): Promise<KeptPartitions> {
  const [at, last] = [now, new Date(now.getTime() + 2 * monthMs)].map((each) => each.toISOString());
  const sql = databases.jobs.$client;
  const [made] = await sql<{ count: number }[]>`
    SELECT ensure_audit_partitions(${at ?? ''}::text::timestamptz, ${last ?? ''}::text::timestamptz) AS count`;
  const [dropped] = await sql<{ count: number }[]>`SELECT drop_empty_audit_partitions(${at ?? ''}::text::timestamptz) AS count`;
  return { made: made?.count ?? 0, dropped: dropped?.count ?? 0 };
}
