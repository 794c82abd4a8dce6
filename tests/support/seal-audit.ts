import type { Head, HeadStore, KnownHead } from '#lib/audit/head-store.ts';
import { reportFailing } from '#lib/audit/report-failing.ts';
import { reportStopped } from '#lib/audit/report-stopped.ts';
import { Sequencer } from '#lib/audit/sequencer.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import type { TestDatabase } from './database.ts';

/** Heads in memory, which outlive what happens to the database. */
export class MemoryHeadStore implements HeadStore {
  readonly known = new Map<string, KnownHead>();
  /** Called with what is to be written; what it throws stops the writing. */
  beforeWrite: (head: Head | null) => void = () => {};

  async read(tenantId: string): Promise<KnownHead | undefined> {
    return this.known.get(tenantId);
  }

  async write(tenantId: string, known: KnownHead): Promise<void> {
    this.beforeWrite(known.intended);
    this.known.set(tenantId, known);
  }
}

/** A sequencer as a worker would run it. */
export const sequencerOf = (database: TestDatabase, heads: HeadStore = new MemoryHeadStore(), batchMax?: number): Sequencer =>
  new Sequencer({
    database: database.databases.audit,
    masters: createMasterKeys(database.secret),
    heads,
    host: 'gateway.example',
    logger: silentLogger,
    onFailing: reportFailing(database.databases.app, () => Date.now()),
    onStopped: reportStopped(database.databases.app, () => Date.now()),
    ...(batchMax === undefined ? {} : { batchMax }),
  });

/** Seals until nothing of the tenant waits: transactions of other tests on the same server may hold it up for a moment. */
export async function sealAll(database: TestDatabase, sequencer: Sequencer = sequencerOf(database), tenantId?: string): Promise<void> {
  const { signal } = new AbortController();
  for (let attempt = 0; attempt < 200; attempt += 1) {
    await sequencer.run(signal);
    const rows = await database.superuser`
      select from audit_pending p left join audit_log l on l.tenant_id = p.tenant_id
      where l.problem is null and (${tenantId ?? null}::uuid is null or p.tenant_id = ${tenantId ?? null}::uuid) limit 1`;
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Entries still wait for their leaves');
}
