import { eq } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { statement, tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { type AuditOrigin, writeAudit } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { StatementScopeKind } from '#lib/contracts/statement-settings.ts';
import { Statement } from '#lib/contracts/statements.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { lastClosedPeriod, type StatementPeriod, statementPeriodAt } from './statement-period.ts';
import { dimensionsOf, nameScope, partTables, type StatementReader, type StatementScope } from './statement-scope.ts';
import { readStatementSettings } from './statement-settings.ts';
import { storeStatement } from './store-statement.ts';
import { sumAdjustments } from './sum-adjustments.ts';
import { sumUsage } from './sum-usage.ts';

type Pools = Pick<Databases, 'app' | 'operator'>;

/** Periods back that are made up for, where nothing ran when they closed. */
const periodsMax = 3;

/**
 * Issues the statements that the settings of each organization want by themselves: of each part that used anything in a
 * closed period, or has a credit to be told of, and has no statement of it. Safe to run twice. Answers how many were issued.
 */
export async function issueDueStatements(
  databases: Pools,
  { now, logger, signal }: { readonly now: Date; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<number> {
  const tenants = await databases.operator.select({ tenantId: tenant.tenantId }).from(tenant).where(eq(tenant.status, 'active'));
  let issued = 0;
  for (const { tenantId } of tenants) {
    if (signal.aborted) break;
    try {
      issued += await issueForTenant(databases, tenantId, now, signal);
    } catch (err) {
      logger.error({ err, tenantId }, 'The statements of a tenant could not be issued');
    }
  }
  return issued;
}

interface Due {
  readonly scope: StatementScope;
  readonly period: StatementPeriod;
}

async function issueForTenant(databases: Pools, tenantId: string, now: Date, signal: AbortSignal): Promise<number> {
  const due = await inTenant(databases.app, tenantId, (tx) => dueIn({ tx, tenantId }, now), { readOnly: true });
  let issued = 0;
  for (const { scope, period } of due) {
    if (signal.aborted) break;
    const made = await inTenant(databases.app, tenantId, async (tx) => issueOne({ tx, tenantId }, scope, period, now));
    if (made) issued += 1;
  }
  return issued;
}

async function issueOne(reader: StatementReader, scope: StatementScope, period: StatementPeriod, now: Date): Promise<boolean> {
  const dimensions = await dimensionsOf(reader, scope);
  // A part with corrections alone gets them with its next usage, or by hand.
  const isUsed = (await sumUsage(reader, dimensions, period)).length > 0;
  if (!isUsed && (await sumAdjustments(reader, scope, period, 'unstated')).length === 0) return false;
  const settings = await readStatementSettings(reader);
  const named = await nameScope(reader, scope);
  const { lines: _lines, ...stated } = await storeStatement(reader, { scope: named, period, settings }, { now, userId: null });
  const origin: AuditOrigin = {
    tenantId: reader.tenantId,
    actorKind: 'system',
    actorId: null,
    actorName: 'issue-statements',
    ...{ ip: null, userAgent: '', requestId: newUuid(now.getTime()) },
  };
  await writeAudit(reader.tx, origin, 'statement.issue', [changeOf('statement', 'statement', Statement, null, stated)], now);
  return true;
}

/** Parts and periods without a statement, the oldest period first. */
async function dueIn(reader: StatementReader, now: Date): Promise<Due[]> {
  const { tx, tenantId } = reader;
  const settings = await readStatementSettings(reader);
  if (settings.automatic.length === 0) return [];
  const [own] = await tx.select({ timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const choice = { ...settings, timeZone: own?.timeZone ?? 'UTC' };
  const periods = [lastClosedPeriod(choice, now.getTime())];
  for (let at = periods[0]; at !== undefined && periods.length < periodsMax; at = periods[0]) {
    periods.unshift(statementPeriodAt(choice, at.startMs - 1));
  }
  const stated = await tx
    .select({ kind: statement.scopeKind, value: statement.scopeValue, startAt: statement.periodStartAt, endAt: statement.periodEndAt })
    .from(statement)
    .where(eq(statement.tenantId, tenantId));
  const due: Due[] = [];
  for (const period of periods) {
    for (const kind of settings.automatic) {
      for (const scope of await scopesOf(reader, kind)) {
        const isStated = stated.some(
          ({ kind: of, value, startAt, endAt }) =>
            of === scope.kind && value === scope.value && startAt.getTime() < period.endMs && endAt.getTime() > period.startMs,
        );
        if (!isStated) due.push({ scope, period });
      }
    }
  }
  return due;
}

async function scopesOf({ tx, tenantId }: StatementReader, kind: StatementScopeKind): Promise<StatementScope[]> {
  if (kind === 'tenant') return [{ kind, value: '' }];
  const table = partTables[kind];
  const rows = await tx.select({ id: table.id }).from(table).where(eq(table.tenantId, tenantId)).orderBy(table.name);
  return rows.map(({ id }) => ({ kind, value: id }));
}
