import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { auditEntry } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditGet } from '#lib/contracts/audit-logs.ts';
import { AppError } from '#lib/core/errors.ts';
import { auditRowColumns } from './audit-rows.ts';

/** What the audit writer stores: an object or nothing. */
const Stored = z.record(z.string(), z.unknown()).nullable();

export const getAuditEntry = defineQuery(auditGet, async (ctx, input) => {
  const [row] = await ctx.tx
    .select({ ...auditRowColumns, before: auditEntry.before, after: auditEntry.after })
    .from(auditEntry)
    .where(and(eq(auditEntry.tenantId, ctx.tenantId), eq(auditEntry.id, input.entry_id)));
  if (row === undefined) throw new AppError('not_found');
  return { ...row, before: Stored.parse(row.before), after: Stored.parse(row.after) };
});
