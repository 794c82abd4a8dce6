import { loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  exportAuditLog,
  getAuditLogState,
  listAuditEntries,
  proveAuditConsistency,
  proveAuditEntry,
  verifyAuditLog,
} from '#lib/audit/index.ts';
import { verifyConsistency, verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import { encodeCursor } from '#lib/core/cursor.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { verifyExport } from '#scripts/verify-audit.mjs';
import { makeAuditAtScale, rarePerson, teamAtScale } from '#tests/support/audit-at-scale.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';
import { freshScaleDatabase, keptScaleDatabase, type ScaleDatabase } from '#tests/support/scale-database.ts';
import { MemoryHeadStore, sequencerOf } from '#tests/support/seal-audit.ts';

/** Entries of the log; `npm run prove -- audit` takes ten million, or as many as `--entries` says. */
const wanted = Number(process.env.AUDIT_ENTRIES ?? 12_000);
const isProof = process.env.AUDIT_ENTRIES !== undefined;
/** Generous: a tenth of what one core of a small machine does. */
const timeout = 120_000 + wanted * 2;
let scale: ScaleDatabase;
/** What a kept log holds, which may be another number than is wanted now. */
let count: number;
const admin = () => invocationOf(commandRuntimeOf(scale.database), scale.company, scale.company.admin);

/** Told at once: who waits for an hour wants to see how far it is. */
const tell = (line: string): void => {
  if (isProof) process.stdout.write(`  ${line}\n`);
};

/** Carries out `work`, which answers how many entries it was for, and tells the rate. */
async function rated(what: string, work: () => Promise<number>): Promise<void> {
  const startedAt = performance.now();
  const amount = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  if (amount > 0)
    tell(`${what}: ${(amount / seconds).toFixed(0)}/s (${amount} in ${seconds.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)} at its end)`);
}

/** How long it takes in the middle, and in the worst but one of twenty. */
async function timed(what: string, times: number, work: (time: number) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    await work(time);
    took.push(performance.now() - startedAt);
  }
  took.sort((a, b) => a - b);
  const median = took[Math.floor(times / 2)] ?? 0;
  tell(`${what}: ${median.toFixed(1)} ms, p95 ${(took[Math.ceil(times * 0.95) - 1] ?? 0).toFixed(1)} ms`);
  return median;
}

/** Tells pieces apart from the time that they took to come: what is left of the whole is their reader's. */
async function* timedPieces<Piece>(pieces: AsyncIterable<Piece>, waited: (ms: number) => void): AsyncGenerator<Piece> {
  let startedAt = performance.now();
  for await (const piece of pieces) {
    waited(performance.now() - startedAt);
    yield piece;
    startedAt = performance.now();
  }
}

const verifierKeys = async (): Promise<string[]> => [(await getAuditLogState.execute(admin(), {})).verifier_key ?? ''];

beforeAll(async () => {
  const open = process.env.SCALE_KEPT === undefined ? freshScaleDatabase : keptScaleDatabase;
  scale = await open(inject('postgresUrl'), { events: wanted, tenants: 1, nowMs: Date.now() });
  count = scale.events;
}, 120_000);
afterAll(() => scale.database.drop());

describe('a long audit log [AUD-2] [AUD-3]', () => {
  it(
    'is appended to and sealed, whatever its length',
    async () => {
      const { database, company, nowMs } = scale;
      await rated('append', () => makeAuditAtScale(database, { tenantId: company.tenantId, entries: count, nowMs }));
      const sealedBefore = (await getAuditLogState.execute(admin(), {})).size;
      await rated('seal', async () => {
        const sequencer = sequencerOf(database, new MemoryHeadStore());
        const { signal } = new AbortController();
        let sealed = Number(sealedBefore);
        while (sealed < count) sealed += await sequencer.run(signal);
        return sealed - Number(sealedBefore);
      });
      // As it is done behind one's back sooner or later, and had better not be while the next are timed.
      await database.superuser`vacuum (analyze) audit_entry, audit_leaf`;
      // All entries waited here at once, and left room for as many; where they are sealed as they come, hardly any do.
      await database.superuser`vacuum (full, analyze) audit_pending`;
    },
    timeout,
  );

  it(
    'is searched',
    async () => {
      const searches = [
        {},
        { action: 'key.create' },
        { action: 'budget.*' },
        { resource_kind: 'team', resource_id: teamAtScale(77) },
        { search: 'person-7@' },
        { search: teamAtScale(77) },
        { search: 'RARE.person', result: 'success' },
        ...[0.1, 0.5, 0.9].map((share) => ({ cursor: encodeCursor([newUuid(scale.nowMs - share * 90 * 86_400_000)]) })),
      ];
      for (const search of searches) {
        const what = `search ${JSON.stringify(search)}`;
        expect(await timed(what, 20, () => listAuditEntries.execute(admin(), { ...search, limit: 50 }))).toBeLessThan(1000);
      }
      const rare = await listAuditEntries.execute(admin(), { search: rarePerson });
      expect(rare.data.map(({ actor_name: name }) => name)).toEqual([rarePerson, rarePerson, rarePerson]);
    },
    timeout,
  );

  it(
    'proves its entries, and that it only grew',
    async () => {
      const { size } = await getAuditLogState.execute(admin(), {});
      const places = Array.from({ length: 20 }, (_, index) => Math.floor((count - 1) * (index / 19)));
      const ids = await scale.database
        .superuser`select entry_id as id from audit_leaf where tenant_id = ${scale.company.tenantId} and leaf_index = any(${places}::int8[]) order by 1`;
      await timed('inclusion proof with its root', ids.length, async (time) => {
        const proof = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', ids[time]?.id) });
        const { second_root: root } = await proveAuditConsistency.execute(admin(), { first: '1', second: String(proof.checkpoint.size) });
        const claim = { leafIndex: proof.index, treeSize: proof.checkpoint.size, leafHash: proof.leaf_hash, path: proof.path };
        expect(verifyInclusion(claim, root)).toBe(true);
      });
      const consistency = await proveAuditConsistency.execute(admin(), { first: String(size / 2n), second: String(size) });
      const claim = { firstSize: consistency.first, secondSize: consistency.second, path: consistency.path };
      expect(verifyConsistency(claim, consistency.first_root, consistency.second_root)).toBe(true);
    },
    timeout,
  );

  it(
    'is exported and verified, offline and inside',
    async () => {
      await rated('export and verify offline', async () => {
        const keys = await verifierKeys();
        const startedAt = performance.now();
        let exportedMs = 0;
        const pieces = timedPieces((await exportAuditLog.open(admin(), {})).pieces, (ms) => {
          exportedMs += ms;
        });
        const report = await verifyExport(pieces, { keys });
        const seconds = (performance.now() - startedAt - exportedMs) / 1000;
        tell(`of it, verify: ${(report.entries / seconds).toFixed(0)}/s (${report.entries} in ${seconds.toFixed(1)} s)`);
        expect(report).toMatchObject({ valid: true });
        expect(report.entries).toBeGreaterThanOrEqual(count);
        return report.entries;
      });
      await rated('verify inside', async () => {
        const part = await verifyAuditLog.execute(admin(), {});
        expect(part).toMatchObject({ valid: true, faults: [] });
        return part.verified;
      });
    },
    timeout,
  );
});
