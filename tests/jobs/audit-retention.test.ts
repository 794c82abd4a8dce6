import { describe, expect, it } from 'vitest';
import { auditEntry, auditTarget } from '#db/schema/index.ts';
import { exportAuditLog, getAuditLogState, proveAuditEntry, verifyAuditLog } from '#lib/audit/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { approveLegalHold, createLegalHold, getAuditRetention, releaseLegalHold, updateAuditRetention } from '#lib/privacy/index.ts';
import { retireAuditEntries } from '#lib/privacy/retire-audit-entries.ts';
import { verifyExport } from '#scripts/verify-audit.mjs';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { MemoryHeadStore, sealAll, sequencerOf } from '#tests/support/seal-audit.ts';
import { addAdministrator } from '#tests/support/second-admin.ts';

const scene = companyScene('retention');
const admin = () => scene.as(scene.company.admin);
const dayMs = 86_400_000;
const yearMs = 366 * dayMs;

/** Entries from before, one an hour. */
async function write(count: number, fromMs: number, change: Partial<typeof auditEntry.$inferInsert> = {}): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => {
    const at = new Date(fromMs + index * 3_600_000);
    return {
      ...{ tenantId: scene.company.tenantId, id: newUuid(at.getTime()), occurredAt: at, requestId: newUuid(), actorKind: 'user' as const },
      ...{
        actorName: 'ada@example.com',
        actorId: scene.company.lead.userId,
        action: 'team.create',
        resourceKind: 'team',
        resourceId: `team_${index}`,
      },
      ...{ after: { name: `Team ${index}` }, ...change },
    };
  });
  await scene.inside((tx) => tx.insert(auditEntry).values(rows));
  return rows.map(({ id }) => id);
}

const heads = new MemoryHeadStore();
const seal = () => sealAll(scene.database, sequencerOf(scene.database, heads), scene.company.tenantId);
const retire = (nowMs = Date.now()) =>
  retireAuditEntries({ databases: scene.database.databases, logger: silentLogger, now: () => nowMs }, new AbortController().signal);

async function exported(): Promise<string> {
  let text = '';
  for await (const piece of (await exportAuditLog.open(admin(), {})).pieces) text += String(piece);
  return text;
}
async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}
async function verified() {
  const { verifier_key: key } = await getAuditLogState.execute(admin(), {});
  return verifyExport(whole(await exported()), { keys: [key ?? ''] });
}
/** Seals what the first run writes, then deletes. */
async function announceAndRetire(): Promise<number> {
  expect(await retire()).toBe(0);
  await seal();
  return retire();
}

describe('retention of the audit log [AUD-3] [AUD-2]', () => {
  it('deletes what is older than it says in full tiles, and leaves every other proof whole', async () => {
    const old = await write(600, Date.now() - 3 * yearMs);
    const young = await write(60, Date.now() - 10 * dayMs);
    await seal();
    const before = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', young[5] ?? '') });
    await updateAuditRetention.execute(admin(), { years: 2, needs_archive: false });
    expect(await announceAndRetire()).toBe(512);
    expect(await retire()).toBe(0);

    const { tenantId } = scene.company;
    const [left] = await scene.database
      .superuser`select count(*)::int as entries from audit_entry where tenant_id = ${tenantId} and action = 'team.create'`;
    expect(left?.entries).toBe(148);
    expect(await faultOf(proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', old[511] ?? '') }))).toBe('not_found');
    const kept = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', old[512] ?? '') });
    expect(kept.index).toBe(512n);
    const after = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', young[5] ?? '') });
    expect(after.leaf_hash).toBe(before.leaf_hash);
    expect(await verifyAuditLog.execute(admin(), {})).toMatchObject({ valid: true, faults: [] });
    expect(await verified()).toMatchObject({ valid: true, faults: [] });
    expect(await getAuditRetention.execute(admin(), {})).toMatchObject({ years: 2, kept_from: '1/512', held_by: null, waits_for: null });
    // The log goes on, and also what is remembered of its edge.
    await write(300, Date.now() - 5 * dayMs);
    await sealAll(scene.database, sequencerOf(scene.database, heads), tenantId);
    expect(await verifyAuditLog.execute(admin(), {})).toMatchObject({ valid: true, faults: [] });
    const state = await getAuditLogState.execute(admin(), {});
    expect(state.problem).toBeNull();
  });

  it('deletes nothing that a legal hold covers, and goes on once it is released', async () => {
    const { lead, tenantId } = scene.company;
    await write(300, Date.now() - 4 * yearMs, { actorId: null, actorKind: 'system' });
    await write(10, Date.now() - 3.5 * yearMs);
    await write(300, Date.now() - 3 * yearMs, { actorId: null, actorKind: 'system' });
    await seal();
    const second = await addAdministrator(scene.database, scene.company);
    const hold = await createLegalHold.execute(admin(), {
      name: 'Case',
      reason: 'x',
      kind: 'person',
      user_id: toPublicId('user', lead.userId),
    });
    const held = { legal_hold_id: toPublicId('legalHold', hold.id) };
    await approveLegalHold.execute(scene.as(second), held);
    await updateAuditRetention.execute(admin(), { years: 1, needs_archive: false });
    await seal();
    expect(await getAuditRetention.execute(admin(), {})).toMatchObject({ held_by: 'Case' });
    expect(await announceAndRetire()).toBe(256);
    // The database refuses it too, whoever asks.
    await releaseLegalHold.execute(admin(), { ...held, reason: 'Over' });
    const forced = scene.database.databases.audit
      .$client`SELECT retire_audit_entries(${tenantId}::uuid, 1, 512, now() - interval '1 year')`;
    await expect(forced).rejects.toThrow(/no sealed entry says so/);
    await approveLegalHold.execute(scene.as(second), held);
    await seal();
    expect(await announceAndRetire()).toBe(256);
  });

  it('waits for the archive, and deletes nothing where there is none', async () => {
    await write(300, Date.now() - 3 * yearMs);
    await seal();
    await updateAuditRetention.execute(admin(), { years: 1 });
    expect(await announceAndRetire()).toBe(0);
    expect((await getAuditRetention.execute(admin(), {})).waits_for).toBe('There is no archive to take the entries first');
    const { tenantId } = scene.company;
    const target = { tenantId, id: newUuid(), name: 'Vault', kind: 'archive', url: 'https://s3.example.com/b', settings: {} };
    await scene.inside((tx) => tx.insert(auditTarget).values({ ...target, cursorIndex: 100n }));
    expect(await announceAndRetire()).toBe(0);
    expect((await getAuditRetention.execute(admin(), {})).waits_for).toBe('Vault has not taken the entries yet');
    await scene.inside((tx) => tx.update(auditTarget).set({ cursorIndex: 290n }));
    expect(await announceAndRetire()).toBe(256);
  });

  it('cannot be feigned by whoever deletes rows', async () => {
    await write(300, Date.now() - 3 * yearMs);
    await seal();
    const { tenantId } = scene.company;
    const { superuser } = scene.database;
    await superuser`delete from audit_entry e using audit_leaf l where l.tenant_id = ${tenantId} and l.leaf_index < 256 and e.tenant_id = ${tenantId} and e.id = l.entry_id`;
    await superuser`delete from audit_leaf where tenant_id = ${tenantId} and leaf_index < 256`;
    expect((await verifyAuditLog.execute(admin(), {})).faults.join()).toMatch(/first 256 entries of epoch 1 are gone, and no entry says/);
  });
});
