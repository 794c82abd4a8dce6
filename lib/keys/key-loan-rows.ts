import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { department, keyLoan, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { KeyLoan } from '#lib/contracts/key-loans.ts';
import { AppError } from '#lib/core/errors.ts';

/** Loans that nobody has ended; with those whose time is over, unless `now` is given. */
export const isRunning = (now?: Date): SQL =>
  now === undefined
    ? isNull(keyLoan.endedAt)
    : sql`(${keyLoan.endedAt} is null and coalesce(${keyLoan.expiresAt} > ${now.toISOString()}::timestamptz, true))`;

/** Loans of virtual keys that run, oldest first. */
export async function readKeyLoans({ tx, tenantId, now }: OperationContext, where?: SQL): Promise<KeyLoan[]> {
  const rows = await tx
    .select({ loan: keyLoan, keyName: virtualKey.name, departmentName: department.name, teamName: team.name, createdBy: userAccount.name })
    .from(keyLoan)
    .innerJoin(virtualKey, and(eq(virtualKey.tenantId, keyLoan.tenantId), eq(virtualKey.id, keyLoan.keyId)))
    .leftJoin(department, and(eq(department.tenantId, keyLoan.tenantId), eq(department.id, keyLoan.departmentId)))
    .leftJoin(team, and(eq(team.tenantId, keyLoan.tenantId), eq(team.id, keyLoan.teamId)))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, keyLoan.tenantId), eq(userAccount.id, keyLoan.createdBy)))
    .where(and(eq(keyLoan.tenantId, tenantId), isRunning(now), where))
    .orderBy(asc(keyLoan.createdAt), asc(keyLoan.id));
  return rows.map(({ loan, keyName, departmentName, teamName, createdBy }) => ({
    ...{ id: loan.id, key_id: loan.keyId, key_name: keyName, department_id: loan.departmentId, team_id: loan.teamId },
    ...{ borrower_name: teamName ?? departmentName ?? '', display: loan.display, issued_at: loan.issuedAt, expires_at: loan.expiresAt },
    ...{ note: loan.note, created_by_name: createdBy, created_at: loan.createdAt, version: loan.version },
  }));
}

/** One loan that runs; throws `not_found` for one that is not there or over. */
export async function readKeyLoan(ctx: OperationContext, where: SQL | undefined): Promise<KeyLoan> {
  const [found] = await readKeyLoans(ctx, where);
  if (found === undefined) throw new AppError('not_found');
  return found;
}
