import { and, eq, gt, type SQL } from 'drizzle-orm';
import { connectionSpan } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';

export type SpanRow = typeof connectionSpan.$inferSelect;

/** Five minutes' counts of connections that began within the last `ms` milliseconds, each process for itself. */
export function readSpans({ tx, tenantId, now }: OperationContext, ms: number, where?: SQL): Promise<SpanRow[]> {
  const since = new Date(now.getTime() - ms);
  return tx
    .select()
    .from(connectionSpan)
    .where(and(eq(connectionSpan.tenantId, tenantId), gt(connectionSpan.fromAt, since), where));
}
