import { and, eq, inArray, isNull } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CacheLoan, cacheUpdate } from '#lib/contracts/cache.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';

/** What of a loan cannot be beside the others. */
function faultOf(loan: CacheLoan, at: number, loans: readonly CacheLoan[]): FieldError[] {
  const pointer = `/loans/${at}/borrower_team_id`;
  if (loan.team_id === loan.borrower_team_id) return [{ pointer, detail: 'A team has its own answers already' }];
  if (loans.some((other, place) => place < at && other.borrower_team_id === loan.borrower_team_id))
    return [{ pointer, detail: 'This team shares those of another one already' }];
  if (loans.some((other) => other.team_id === loan.borrower_team_id))
    return [{ pointer, detail: 'This team lends answers itself: what it kept would be out of its own reach' }];
  return [];
}

/** Refuses loans that contradict each other or the isolation, and teams that are not there. */
export async function requireLoans({ tx, tenantId }: OperationContext, { isolation, loans }: InputOf<typeof cacheUpdate>): Promise<void> {
  if (loans.length === 0) return;
  if (isolation !== 'team')
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/loans', detail: 'Only where answers are kept by team can a team lend them' }],
    });
  const errors = loans.flatMap(faultOf);
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const named = [...new Set(loans.flatMap(({ team_id, borrower_team_id }) => [team_id, borrower_team_id]))];
  const rows = await tx
    .select({ id: team.id })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), inArray(team.id, named), isNull(team.archivedAt)));
  const there = new Set(rows.map(({ id }) => id));
  const missing = loans.flatMap((loan, at) =>
    (['team_id', 'borrower_team_id'] as const)
      .filter((field) => !there.has(loan[field]))
      .map((field) => ({ pointer: `/loans/${at}/${field}`, detail: 'There is no active team with this id' })),
  );
  if (missing.length > 0) throw new AppError('not_found', { errors: missing });
}
