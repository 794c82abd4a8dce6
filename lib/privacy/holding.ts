import { and, eq, inArray } from 'drizzle-orm';
import { legalHold } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { holdingStates } from '#lib/contracts/legal-holds.ts';

/** The holds in force that keep a person's data: those of the person, and ranges, whose data nobody can tell apart. */
export async function holdsOnPerson(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  userId: string | null,
): Promise<readonly string[]> {
  const rows = await tx
    .select({ name: legalHold.name, kind: legalHold.kind, userId: legalHold.userId })
    .from(legalHold)
    .where(
      and(eq(legalHold.tenantId, tenantId), inArray(legalHold.state, [...holdingStates]), inArray(legalHold.kind, ['person', 'range'])),
    );
  return rows.filter(({ kind, userId: held }) => kind === 'range' || held === userId).map(({ name }) => name);
}
