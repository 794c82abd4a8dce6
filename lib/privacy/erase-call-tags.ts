import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import { textArrayLiteral } from '#lib/core/array-literal.ts';
import { eventDigest } from '#lib/usage/event-digest.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { patternsOf, type Subject } from './subject.ts';

/** Calls changed by one transaction. */
const perTransaction = 500;

/**
 * Replaces the person in tags that callers gave to calls. The digest of a call covers its tags, so the digest it had is kept
 * beside it: the root of its batch, which the audit trail holds, is proved as before. Costs and sums do not move. Answers how
 * many calls it changed; safe to repeat.
 */
export async function eraseCallTags(
  { app, ingest }: Pick<Databases, 'app' | 'ingest'>,
  subject: Subject,
  signal: AbortSignal,
): Promise<number> {
  const { tenantId, pseudonym } = subject;
  const { json } = patternsOf(subject);
  let count = 0;
  while (!signal.aborted) {
    const found = await inTenant(
      app,
      tenantId,
      (tx) =>
        tx.execute<{ id: string; at: string }>(sql`
          select id, occurred_at::text as at from usage_event
          where tenant_id = ${tenantId} and tags is not null and tags::text ~* ${json} order by occurred_at, id limit ${perTransaction}`),
      { readOnly: true },
    );
    if (found.length === 0) return count;
    await ingest.$client.begin(async (sqlTx) => {
      const ids = textArrayLiteral(found.map(({ id }) => id));
      const times = textArrayLiteral(found.map(({ at }) => at));
      const events = await readStoredEvents(
        sqlTx,
        sqlTx`e.tenant_id = ${tenantId}::uuid AND (e.occurred_at, e.id) IN (SELECT * FROM unnest(${times}::text::timestamptz[], ${ids}::text::uuid[]))`,
        sqlTx`FOR UPDATE OF e`,
      );
      for (const { event, batchId } of events)
        await sqlTx`
          INSERT INTO usage_erasure (tenant_id, event_id, batch_id, digest)
          VALUES (${tenantId}, ${event.id}, ${batchId}, decode(${eventDigest(event)}, 'hex')) ON CONFLICT DO NOTHING`;
      await sqlTx`
        UPDATE usage_event AS e SET tags = regexp_replace(e.tags::text, ${json}, ${pseudonym}, 'gi')::jsonb
        WHERE e.tenant_id = ${tenantId} AND (e.occurred_at, e.id) IN (SELECT * FROM unnest(${times}::text::timestamptz[], ${ids}::text::uuid[]))`;
    });
    count += found.length;
  }
  return count;
}
