import { and, asc, eq, isNull, type SQL } from 'drizzle-orm';
import { connection, connectionLoan, department, team, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ConnectionLoan } from '#lib/contracts/pools.ts';
import { AppError } from '#lib/core/errors.ts';

/** Loans that have not ended, oldest first. */
export async function readLoans({ tx, tenantId }: OperationContext, where: SQL | undefined): Promise<ConnectionLoan[]> {
  const rows = await tx
    .select({
      loan: connectionLoan,
      departmentName: department.name,
      teamName: team.name,
      created_by_name: userAccount.name,
    })
    .from(connectionLoan)
    .leftJoin(department, and(eq(department.tenantId, connectionLoan.tenantId), eq(department.id, connectionLoan.departmentId)))
    .leftJoin(team, and(eq(team.tenantId, connectionLoan.tenantId), eq(team.id, connectionLoan.teamId)))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, connectionLoan.tenantId), eq(userAccount.id, connectionLoan.createdBy)))
    .where(and(eq(connectionLoan.tenantId, tenantId), isNull(connectionLoan.endedAt), where))
    .orderBy(asc(connectionLoan.createdAt), asc(connectionLoan.id));
  return rows.map(({ loan, departmentName, teamName, created_by_name }) => ({
    ...{ id: loan.id, connection_id: loan.connectionId, department_id: loan.departmentId, team_id: loan.teamId },
    ...{
      borrower_name: teamName ?? departmentName ?? '',
      note: loan.note,
      created_by_name,
      created_at: loan.createdAt,
      version: loan.version,
    },
  }));
}

/** A connection with whose it is. */
export interface OwnedConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly ownerName: string | null;
  readonly version: number;
}

/** Connections that are not archived, by name. */
export async function readOwned({ tx, tenantId }: OperationContext, where?: SQL): Promise<OwnedConnection[]> {
  const rows = await tx
    .select({
      ...{ id: connection.id, name: connection.name, provider: connection.provider, version: connection.version },
      ...{ departmentId: connection.ownerDepartmentId, teamId: connection.ownerTeamId },
      ...{ departmentName: department.name, teamName: team.name },
    })
    .from(connection)
    .leftJoin(department, and(eq(department.tenantId, connection.tenantId), eq(department.id, connection.ownerDepartmentId)))
    .leftJoin(team, and(eq(team.tenantId, connection.tenantId), eq(team.id, connection.ownerTeamId)))
    .where(and(eq(connection.tenantId, tenantId), isNull(connection.archivedAt), where))
    .orderBy(asc(connection.name), asc(connection.id));
  return rows.map(({ departmentName, teamName, ...row }) => ({ ...row, ownerName: teamName ?? departmentName }));
}

export async function readOwnedOne(ctx: OperationContext, id: string): Promise<OwnedConnection> {
  const [found] = await readOwned(ctx, eq(connection.id, id));
  if (found === undefined) throw new AppError('not_found');
  return found;
}
