import { and, eq, isNull } from 'drizzle-orm';
import { department, team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses a part of the organization that is not there any more, and keeps it from being archived until the work is done. */
export async function requirePart({ tx, tenantId }: OperationContext, departmentId: string | null, teamId: string | null): Promise<void> {
  const missing = (field: string, what: string) =>
    new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: `There is no active ${what} with this id` }] });
  const parts = [
    [departmentId, department, 'department'],
    [teamId, team, 'team'],
  ] as const;
  for (const [id, table, what] of parts) {
    if (id === null) continue;
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, id), isNull(table.archivedAt)))
      .for('share');
    if (rows.length === 0) throw missing(`${what}_id`, what);
  }
}
