import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { KeyLoan } from '#lib/contracts/key-loans.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { type LeakReport, lentSecretLeakedMail } from './key-mail.ts';
import { stewardsOf } from './key-stewards.ts';
import type { StoppedSecret } from './stop-lent-secrets.ts';

/** Whoever answers for where keys are lent to, by the loans' ids: the leads of the team, and who has a role in the department. Only active people. */
async function borrowersOf({ tx, tenantId, now }: OperationContext, loans: readonly KeyLoan[]): Promise<{ id: string; email: string }[]> {
  const rows = await tx.execute<{ id: string; email: string }>(sql`
    with lent as (
      select * from key_loan where tenant_id = ${tenantId} and id = any(${sqlUuidArray(loans.map(({ id }) => id))})
    ), people as (
      select l.id, m.user_id from lent l
        join membership m on m.tenant_id = ${tenantId} and m.team_id = l.team_id and m.team_role = 'lead'
      union select l.id, a.user_id from lent l
        join role_assignment a on a.tenant_id = ${tenantId} and a.scope_kind = 'department' and a.scope_id = l.department_id
        and coalesce(a.expires_at > ${now.toISOString()}::timestamptz, true)
    )
    select p.id, u.email from people p join user_account u on u.tenant_id = ${tenantId} and u.id = p.user_id and u.status = 'active'`);
  return [...rows];
}

/** Writes a message about each secret that leaked to whoever answers for the key and to whoever called with the secret. */
export async function mailLoanStewards(ctx: OperationContext, stopped: readonly StoppedSecret[], report: LeakReport): Promise<void> {
  if (stopped.length === 0) return;
  const loans = stopped.map(({ loan }) => loan);
  const lenders = await stewardsOf(
    ctx.tx,
    ctx.tenantId,
    loans.map(({ key_id: id }) => id),
  );
  const borrowers = await borrowersOf(ctx, loans);
  const mails = loans.flatMap((loan) => {
    const told = [...lenders.filter(({ id }) => id === loan.key_id), ...borrowers.filter(({ id }) => id === loan.id)];
    const content = lentSecretLeakedMail(loan, report);
    return [...new Set(told.map(({ email }) => email))].map((recipient) => ({ recipient, content, linkPath: '/keys/loans', linkId: null }));
  });
  await enqueueMail(ctx.tx, ctx.tenantId, ctx.now, mails);
}
