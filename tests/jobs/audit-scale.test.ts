import { loadavg } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
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
import { companyScene } from '#tests/support/company-scene.ts';
import { MemoryHeadStore, sequencerOf } from '#tests/support/seal-audit.ts';

/** Entries of the log; `npm run prove -- audit` takes ten million, or as many as `--entries` says. */
const count = Number(process.env.AUDIT_ENTRIES ?? 12_000);
const showsFigures = process.env.AUDIT_ENTRIES !== undefined;
const scene = companyScene('audit-scale');
const admin = () => scene.as(scene.company.admin);
const figures: string[] = [];
/** Generous: a tenth of what one core of a small machine does. */
const timeout = 120_000 + count * 2;

function tell(what: string, startedAt: number, amount: number, unit: string): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const load = loadavg()[0]?.toFixed(1);
  figures.push(`${what}: ${(amount / seconds).toFixed(0)} ${unit}/s (${amount} in ${seconds.toFixed(1)} s, load ${load} at its end)`);
}

/** How long it takes in the middle, and in the worst but one of twenty. */
async function timed(times: number, work: (time: number) => Promise<unknown>): Promise<{ median: number; p95: number }> {
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    await work(time);
    took.push(performance.now() - startedAt);
  }
  took.sort((a, b) => a - b);
  return { median: took[Math.floor(times / 2)] ?? 0, p95: took[Math.ceil(times * 0.95) - 1] ?? 0 };
}

afterAll(() => {
  if (showsFigures) process.stdout.write(`\nAudit log of ${count} entries\n  ${figures.join('\n  ')}\n`);
});

describe('a long audit log [AUD-2] [AUD-3]', () => {
  it(
    'is sealed, searched, proved and verified, whatever its length',
    async () => {
      const { tenantId } = scene.company;
      const startMs = Date.now();
      let startedAt = performance.now();
      await makeAuditAtScale(scene.database, { tenantId, entries: count, nowMs: startMs });
      tell('append', startedAt, count, 'entries');
      startedAt = performance.now();
      const { signal } = new AbortController();
      const sequencer = sequencerOf(scene.database, new MemoryHeadStore());
      let sealed = 0;
      while (sealed < count) sealed += await sequencer.run(signal);
      tell('seal', startedAt, count, 'entries');
      await scene.database.superuser`analyze audit_entry, audit_leaf`;

      const searches = [
        {},
        { action: 'key.create' },
        { action: 'budget.*' },
        { resource_kind: 'team', resource_id: teamAtScale(77) },
        { search: 'person-7@' },
        { search: teamAtScale(77) },
        { search: 'RARE.person', result: 'success' },
        ...[0.1, 0.5, 0.9].map((share) => ({ cursor: encodeCursor([newUuid(startMs - share * 90 * 86_400_000)]) })),
      ];
      for (const search of searches) {
        const { median, p95 } = await timed(20, () => listAuditEntries.execute(admin(), { ...search, limit: 50 }));
        figures.push(`search ${JSON.stringify(search)}: ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
        expect(median).toBeLessThan(1000);
      }
      const rare = await listAuditEntries.execute(admin(), { search: rarePerson });
      expect(rare.data.map(({ actor_name: name }) => name)).toEqual([rarePerson, rarePerson, rarePerson]);
      const size = (await getAuditLogState.execute(admin(), {})).size;
      const places = Array.from({ length: 20 }, (_, index) => Math.floor((count - 1) * (index / 19)));
      const ids = await scene.database
        .superuser`select entry_id as id from audit_leaf where tenant_id = ${tenantId} and leaf_index = any(${places}::int8[]) order by 1`;
      const { median: proofMs, p95: proofP95Ms } = await timed(ids.length, async (time) => {
        const proof = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', ids[time]?.id) });
        const { second_root: root } = await proveAuditConsistency.execute(admin(), { first: '1', second: String(proof.checkpoint.size) });
        expect(
          verifyInclusion({ leafIndex: proof.index, treeSize: proof.checkpoint.size, leafHash: proof.leaf_hash, path: proof.path }, root),
        ).toBe(true);
      });
      figures.push(`inclusion proof with its root: ${proofMs.toFixed(1)} ms, p95 ${proofP95Ms.toFixed(1)} ms`);
      const half = String(size / 2n);
      const consistency = await proveAuditConsistency.execute(admin(), { first: half, second: String(size) });
      const claim = { firstSize: consistency.first, secondSize: consistency.second, path: consistency.path };
      expect(verifyConsistency(claim, consistency.first_root, consistency.second_root)).toBe(true);

      startedAt = performance.now();
      const keys = [(await getAuditLogState.execute(admin(), {})).verifier_key ?? ''];
      const report = await verifyExport((await exportAuditLog.open(admin(), {})).pieces, { keys });
      expect(report).toMatchObject({ valid: true });
      expect(report.entries).toBeGreaterThanOrEqual(count);
      tell('export and verify offline', startedAt, report.entries, 'entries');
      startedAt = performance.now();
      const part = await verifyAuditLog.execute(admin(), {});
      expect(part).toMatchObject({ valid: true, faults: [] });
      tell('verify inside', startedAt, part.verified, 'entries');
    },
    timeout,
  );
});
