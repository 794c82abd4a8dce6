import { createHash } from 'node:crypto';
import { and, eq, gt, lt, max } from 'drizzle-orm';
import { statement, statementLine } from '#db/schema/index.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementWithLines } from '#lib/contracts/statements.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { buildStatement } from './build-statement.ts';
import { centsOf } from './rounding.ts';
import type { StatementPeriod } from './statement-period.ts';
import { readStatement } from './statement-rows.ts';
import type { NamedScope, StatementReader } from './statement-scope.ts';

const dayMs = 86_400_000;
const rowsAtOnce = 1000;

/** Refuses a period that a statement of the scope has something of: its calls would be stated twice. */
async function requireFreePeriod({ tx, tenantId }: StatementReader, scope: NamedScope, period: StatementPeriod): Promise<void> {
  const [taken] = await tx
    .select({ number: statement.number, label: statement.periodLabel })
    .from(statement)
    .where(
      and(
        eq(statement.tenantId, tenantId),
        eq(statement.scopeKind, scope.kind),
        eq(statement.scopeValue, scope.value),
        lt(statement.periodStartAt, new Date(period.endMs)),
        gt(statement.periodEndAt, new Date(period.startMs)),
      ),
    )
    .limit(1);
  if (taken === undefined) return;
  throw new AppError('conflict', { detail: `Statement ${taken.number} of ${taken.label} has these days already.` });
}

/**
 * Issues a statement in the caller's transaction. One after the other in each tenant, so that numbers have no gaps: a
 * transaction that fails gives its number back.
 */
export async function storeStatement(
  reader: StatementReader,
  { scope, period, settings }: { readonly scope: NamedScope; readonly period: StatementPeriod; readonly settings: StatementSettings },
  { now, userId }: { readonly now: Date; readonly userId: string | null },
): Promise<StatementWithLines> {
  const { tx, tenantId } = reader;
  if (period.closesMs > now.getTime()) {
    const closes = new Date(period.closesMs).toISOString();
    throw new AppError('conflict', { detail: `${period.label} has not closed; it can be stated from ${closes} on.` });
  }
  await lockTenant(tx, tenantId);
  await requireFreePeriod(reader, scope, period);
  const built = await buildStatement(reader, scope, period, settings);
  const [last] = await tx
    .select({ number: max(statement.number) })
    .from(statement)
    .where(eq(statement.tenantId, tenantId));
  const number = (last?.number ?? 0) + 1;
  const id = newUuid(now.getTime());
  const lines = built.lines.map(({ teamId, teamName, ...line }, index) => ({
    tenantId,
    statementId: id,
    position: index + 1,
    teamId,
    teamName,
    ...line,
  }));
  const isInvoice = built.document === 'invoice';
  const row = {
    ...{ tenantId, id, number, document: built.document, scopeKind: scope.kind, scopeValue: scope.value, scopeName: scope.name },
    ...{
      tenantName: scope.tenantName,
      periodKind: period.kind,
      calendar: period.calendar,
      periodLabel: period.label,
      timeZone: period.timeZone,
    },
    ...{ periodStartAt: new Date(period.startMs), periodEndAt: new Date(period.endMs), calls: built.calls },
    ...{ usageNanoUsd: built.usageNanoUsd, adjustmentsNanoUsd: built.adjustmentsNanoUsd },
    payableCents: centsOf(built.usageNanoUsd + built.adjustmentsNanoUsd),
    terms: built.terms,
    dueAt: isInvoice ? new Date(now.getTime() + built.terms.payment_terms_days * dayMs) : null,
    ...{ issuedAt: now, issuedBy: userId },
  };
  await tx.insert(statement).values({ ...row, digest: digestOf(row, lines) });
  for (let start = 0; start < lines.length; start += rowsAtOnce)
    await tx.insert(statementLine).values(lines.slice(start, start + rowsAtOnce));
  return readStatement(reader, id);
}

/** Over everything that is stored, in the order it is written in. */
function digestOf(row: object, lines: readonly object[]): string {
  const text = JSON.stringify({ ...row, lines }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return createHash('sha256').update(text).digest('hex');
}
