import { and, eq, ne } from 'drizzle-orm';
import { complianceFinding, complianceFindingEntry } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Severity } from './checks/check.ts';
import { checkNamed } from './checks/index.ts';
import type { Reading } from './compliance-settings.ts';
import type { CheckResult } from './run-check.ts';

type Row = typeof complianceFinding.$inferSelect;
type Entry = typeof complianceFindingEntry.$inferInsert;

const dayMs = 86_400_000;

/** What became of findings in one run: ids of those that opened, and those that are fixed. */
interface KeptFindings {
  readonly opened: readonly string[];
  readonly fixed: readonly string[];
}

/** How a check that fails changes the finding there is: seen again, and open again where the time of its acceptance is over. */
function seenAgain(row: Row, { failing, sample }: CheckResult, now: Date): Partial<Row> {
  const isOver = row.state === 'accepted' && row.acceptedUntilAt !== null && row.acceptedUntilAt <= now;
  const reopened = isOver ? { state: 'open' as const, acceptanceAskedBy: null, acceptedBy: null, acceptedUntilAt: null } : {};
  return { failing, sample: [...sample], lastSeenAt: now, version: row.version + 1, ...reopened };
}

/**
 * Opens a finding for each check that fails and has none, counts those that are known, and closes those whose check passes or no
 * longer applies. A check that could not be carried out changes nothing. Under the lock of the run.
 */
export async function keepFindings(
  { tx, tenantId }: Reading,
  results: readonly CheckResult[],
  dueDays: Readonly<Record<Severity, number>>,
  now: Date,
): Promise<KeptFindings> {
  const known = await tx
    .select()
    .from(complianceFinding)
    .where(and(eq(complianceFinding.tenantId, tenantId), ne(complianceFinding.state, 'fixed')))
    .for('update');
  const byCheck = new Map(known.map((row) => [row.checkName, row]));
  const made: (typeof complianceFinding.$inferInsert)[] = [];
  const entries: Entry[] = [];
  const fixed: string[] = [];
  const entry = (findingId: string, kind: Entry['kind'], note: string) =>
    entries.push({ tenantId, id: newUuid(now.getTime()), findingId, kind, note, createdAt: now });
  const change = (row: Row, set: Partial<Row>) =>
    tx
      .update(complianceFinding)
      .set(set)
      .where(and(eq(complianceFinding.tenantId, tenantId), eq(complianceFinding.id, row.id)));
  for (const result of results) {
    const row = byCheck.get(result.name);
    if (result.status === 'fail' && row === undefined) {
      const id = newUuid(now.getTime());
      const severity = checkNamed(result.name)?.severity ?? 'medium';
      const dueAt = new Date(now.getTime() + dueDays[severity] * dayMs);
      const { name: checkName, failing, sample } = result;
      made.push({ tenantId, id, checkName, severity, failing, sample: [...sample], dueAt, openedAt: now, lastSeenAt: now });
      entry(id, 'opened', `${failing} of ${result.examined}`);
    } else if (result.status === 'fail' && row !== undefined) {
      const set = seenAgain(row, result, now);
      await change(row, set);
      if (set.state !== undefined) entry(row.id, 'acceptance_ended', '');
    } else if (result.status !== 'needs_human' && row !== undefined) {
      await change(row, { state: 'fixed', failing: 0, sample: [], fixedAt: now, version: row.version + 1 });
      entry(row.id, 'fixed', '');
      fixed.push(row.id);
    }
  }
  if (made.length > 0) await tx.insert(complianceFinding).values(made);
  if (entries.length > 0) await tx.insert(complianceFindingEntry).values(entries);
  return { opened: made.map(({ id }) => id), fixed };
}
