import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';

const dayMs = 86_400_000;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Counts today and yesterday (UTC) of every tenant, over what was counted before. Answers the rows written. Safe to run twice at once. */
export async function noteTenantDays({ jobs }: Pick<Databases, 'jobs'>, now: Date): Promise<number> {
  let written = 0;
  for (const day of [dayOf(new Date(now.getTime() - dayMs)), dayOf(now)]) {
    const [row] = await jobs.execute<{ rows: string }>(sql`SELECT note_tenant_day(${day}::date)::text AS rows`);
    written += Number(row?.rows ?? 0);
  }
  return written;
}
