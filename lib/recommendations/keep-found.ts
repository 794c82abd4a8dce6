import { and, eq } from 'drizzle-orm';
import { recommendation } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import { recommendationKindsAll } from './kinds/index.ts';
import type { Reading } from './reading.ts';
import type { Found } from './recommendation-kind.ts';

type Row = typeof recommendation.$inferSelect;
type Columns = Partial<typeof recommendation.$inferInsert>;

const figuresOf = ({ estimate, plan, ...found }: Found) => ({
  ...{ title: found.title, summary: found.summary, risk: found.risk, confidence: found.confidence, effort: found.effort },
  ...{ amountNanoUsd: estimate.amount, lowNanoUsd: estimate.low, highNanoUsd: estimate.high },
  ...{ evidence: found.evidence, plan, departmentId: found.departmentId ?? null, teamId: found.teamId ?? null },
});

/** What becomes of one that is found again; undefined where people have decided and that holds. */
function foundAgain(row: Row, found: Found, now: Date): Columns | undefined {
  const figures = { ...figuresOf(found), seenAt: now };
  if (row.state === 'open') return figures;
  const isOver = row.state === 'dismissed' && row.dismissedUntilAt !== null && row.dismissedUntilAt <= now;
  if (row.state !== 'passed' && !isOver) return undefined;
  return { ...figures, state: 'open', foundAt: now, decidedAt: null, decidedBy: null, reason: '', dismissedUntilAt: null };
}

const update = (tx: TenantTransaction, { tenantId, id, version }: Row, columns: Columns) =>
  tx
    .update(recommendation)
    .set({ ...columns, version: version + 1 })
    .where(and(eq(recommendation.tenantId, tenantId), eq(recommendation.id, id)));

/**
 * Keeps what was found: new ones are opened, open ones get the figures of now, and open ones that are not found any more pass.
 * What people decided stays. Kinds beside each other may name the same money, so amounts do not add up to a promise.
 */
export async function keepFound(tx: TenantTransaction, tenantId: string, reading: Reading, minimum: NanoUsd): Promise<number> {
  const { now } = reading;
  const rows = await tx.select().from(recommendation).where(eq(recommendation.tenantId, tenantId)).for('update');
  const known = new Map(rows.map((row) => [`${row.kind} ${row.fingerprint}`, row]));
  const seen = new Set<string>();
  let opened = 0;
  for (const kind of recommendationKindsAll) {
    for (const found of kind.find(reading)) {
      if (kind.isHousekeeping !== true && found.estimate.amount < minimum) continue;
      const key = `${kind.name} ${found.fingerprint}`;
      const row = known.get(key);
      seen.add(key);
      if (row === undefined) {
        const own = { tenantId, id: newUuid(now.getTime()), kind: kind.name, fingerprint: found.fingerprint };
        await tx.insert(recommendation).values({ ...own, ...figuresOf(found), foundAt: now, seenAt: now, createdAt: now });
        opened += 1;
        continue;
      }
      const columns = foundAgain(row, found, now);
      if (columns !== undefined) await update(tx, row, columns);
    }
  }
  for (const [key, row] of known) if (row.state === 'open' && !seen.has(key)) await update(tx, row, { state: 'passed' });
  return opened;
}
