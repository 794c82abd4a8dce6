import { type SQL, sql } from 'drizzle-orm';

/**
 * The condition that an instant lies in one of some stretches of time. They are said one by one, because PostgreSQL then knows how many
 * rows lie in them, which it does not of a join with a list.
 */
export function withinSpans(at: SQL, spans: readonly { readonly fromMs: number; readonly toMs: number }[]): SQL {
  if (spans.length === 0) return sql`false`;
  const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
  const each = spans.map(({ fromMs, toMs }) => sql`${at} >= ${instant(fromMs)} and ${at} < ${instant(toMs)}`);
  return sql`(${sql.join(each, sql` or `)})`;
}
