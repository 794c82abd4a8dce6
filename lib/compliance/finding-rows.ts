import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { complianceFinding, complianceFindingEntry, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Finding, FindingWithHistory } from '#lib/contracts/findings.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { checkNamed } from './checks/index.ts';
import type { Reading } from './compliance-settings.ts';
import { loadFrameworks } from './load-frameworks.ts';
import { remediationOf } from './remediations/index.ts';

type Row = typeof complianceFinding.$inferSelect;
type FindingEntryKind = (typeof complianceFindingEntry.$inferInsert)['kind'];

const personName = sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`;

function toFinding(row: Row, ownerName: string | null): Finding {
  const check = checkNamed(row.checkName);
  return {
    id: row.id,
    check: row.checkName,
    title: check?.title ?? row.checkName,
    mend: check?.mend ?? 'The check is no longer there.',
    page: check?.page ?? '/compliance',
    ...{ severity: row.severity, state: row.state, failing: row.failing, sample: row.sample },
    ...{ owner_id: row.ownerId, owner_name: ownerName, due_at: row.dueAt, opened_at: row.openedAt },
    ...{ last_seen_at: row.lastSeenAt, fixed_at: row.fixedAt, acceptance_asked_by: row.acceptanceAskedBy },
    ...{ accepted_by: row.acceptedBy, accepted_until: row.acceptedUntilAt },
    remediable: row.state !== 'fixed' && remediationOf(row.checkName) !== undefined,
    undoable: row.undo !== null,
    version: row.version,
  };
}

/** Findings with the names of their owners, in the order and number that the caller says. */
export async function readFindings({ tx }: Reading, where: SQL | undefined, orderBy: SQL, limit: number): Promise<Finding[]> {
  const rows = await tx
    .select({ row: complianceFinding, owner: personName })
    .from(complianceFinding)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, complianceFinding.tenantId), eq(userAccount.id, complianceFinding.ownerId)))
    .where(where)
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ row, owner }) => toFinding(row, owner));
}

/** Steps of one finding shown at most, the first ones. */
const timelineMax = 500;

async function readTimeline({ tx, tenantId }: Reading, id: string): Promise<FindingWithHistory['timeline']> {
  const { kind, createdAt: at, note } = complianceFindingEntry;
  return await tx
    .select({ kind, at, user_name: personName, note })
    .from(complianceFindingEntry)
    .leftJoin(
      userAccount,
      and(eq(userAccount.tenantId, complianceFindingEntry.tenantId), eq(userAccount.id, complianceFindingEntry.userId)),
    )
    .where(and(eq(complianceFindingEntry.tenantId, tenantId), eq(complianceFindingEntry.findingId, id)))
    .orderBy(asc(complianceFindingEntry.createdAt), asc(complianceFindingEntry.id))
    .limit(timelineMax);
}

export async function readFinding(reading: Reading, id: string): Promise<FindingWithHistory> {
  const mine = and(eq(complianceFinding.tenantId, reading.tenantId), eq(complianceFinding.id, id));
  const [finding] = await readFindings(reading, mine, sql`${complianceFinding.id}`, 1);
  if (finding === undefined) throw new AppError('not_found');
  const controls = (await loadFrameworks(reading)).flatMap(({ key, name, controls: own }) =>
    own.filter(({ checks }) => checks.includes(finding.check)).map(({ ref, title }) => ({ framework: key, name, ref, title })),
  );
  return { ...finding, controls, timeline: await readTimeline(reading, id), remediation: null };
}

/** Appends what the caller did to the history of a finding. */
export async function addFindingStep(
  { tx, tenantId, caller, now }: OperationContext,
  findingId: string,
  kind: FindingEntryKind,
  note: string,
): Promise<void> {
  const row = { tenantId, id: newUuid(now.getTime()), findingId, kind, userId: caller.userId, note, createdAt: now };
  await tx.insert(complianceFindingEntry).values(row);
}
