import { describe, expect, it } from 'vitest';
import { eraseFromAudit, exportAuditLog, getAuditLogState, proveAuditEntry, verifyAuditLog } from '#lib/audit/index.ts';
import { resumeLog, stoppedLogs } from '#lib/audit/resume-log.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { verifyExport } from '#scripts/verify-audit.mjs';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { MemoryHeadStore, sealAll, sequencerOf } from '#tests/support/seal-audit.ts';

const scene = companyScene('audit-erasure');
const admin = () => scene.as(scene.company.admin);

async function write(
  action: string,
  changes: readonly Change[],
  actor: { userId: string; email: string } = scene.company.admin,
): Promise<void> {
  const { tenantId } = scene.company;
  const by = { actorKind: 'user', actorId: actor.userId, actorName: actor.email } as const;
  const origin = { tenantId, ...by, ip: '198.51.100.7', userAgent: 'Erasable', requestId: newUuid() };
  await scene.inside((tx) => writeAudit(tx, origin, action, changes, new Date()));
}
const about = (userId: string): Change => ({
  resource: 'user',
  id: toPublicId('user', userId),
  before: { name: 'Old Name' },
  after: { name: 'New Name' },
});
const team: Change = { resource: 'team', id: 'team_1', before: null, after: { name: 'Search' } };

async function exported(): Promise<string> {
  let text = '';
  for await (const piece of (await exportAuditLog.open(admin(), {})).pieces) text += String(piece);
  return text;
}
async function* chunksOf(text: string): AsyncGenerator<string> {
  yield text;
}
const keyOf = async () => (await getAuditLogState.execute(admin(), {})).verifier_key ?? '';

describe('erasure [AUD-2] [AUD-1]', () => {
  it('takes a person out of every entry, and leaves every proof and every checkpoint as it was', async () => {
    const { member, tenantId } = scene.company;
    const { database } = scene;
    const sequencer = sequencerOf(database, new MemoryHeadStore());
    await write('team.update', [team], member);
    await write('user.update', [about(member.userId)]);
    await write('team.update', [team]);
    await sealAll(database, sequencer, tenantId);
    const before = await database.superuser`select leaf_hash from audit_leaf where tenant_id = ${tenantId} order by leaf_index`;
    await eraseFromAudit.execute(admin(), { user_id: toPublicId('user', member.userId) });
    await sealAll(database, sequencer, tenantId);

    const text = await exported();
    for (const gone of [member.email, 'Old Name', 'New Name']) expect(text).not.toContain(gone);
    const rows = await database.superuser`select to_jsonb(e)::text as row from audit_entry e where tenant_id = ${tenantId}`;
    expect(rows.map(({ row }) => row).join()).not.toMatch(new RegExp(`${member.email}|Old Name|New Name`));
    const names = await database.superuser`select term from audit_term where tenant_id = ${tenantId} and kind = 'actor'`;
    expect(names.map(({ term }) => term)).toContain(scene.company.admin.email);
    expect(names.map(({ term }) => term)).not.toContain(member.email);
    // What is another's stays.
    expect(text).toContain(scene.company.admin.email);
    const after =
      await database.superuser`select leaf_hash from audit_leaf where tenant_id = ${tenantId} order by leaf_index limit ${before.length}`;
    expect(after).toEqual(before);
    expect(await verifyExport(chunksOf(text), { keys: [await keyOf()] })).toMatchObject({ valid: true, erased: 1, faults: [] });
    expect(await verifyAuditLog.execute(admin(), {})).toMatchObject({ valid: true, faults: [] });
    const [first] =
      await database.superuser`select entry_id as id from audit_leaf where tenant_id = ${tenantId} order by leaf_index limit 1`;
    const proof = await proveAuditEntry.execute(admin(), { entry_id: toPublicId('auditEntry', first?.id) });
    expect(Object.keys(proof.salts).sort()).toEqual(['after', 'before']);

    // Somebody who was erased may come back, under another key.
    await write('team.update', [team], member);
    await sealAll(database, sequencer, tenantId);
    expect(await exported()).toContain(member.email);
    expect(await verifyAuditLog.execute(admin(), {})).toMatchObject({ valid: true, faults: [] });
  });

  it('cannot be feigned by taking away what nobody asked to erase', async () => {
    const { member, tenantId } = scene.company;
    const { superuser } = scene.database;
    await write('team.update', [team], member);
    await sealAll(scene.database, undefined, tenantId);
    await superuser`delete from audit_subject where tenant_id = ${tenantId} and id = ${member.userId}`;
    await superuser`update audit_entry set actor_name = '', ip = null, user_agent = '' where actor_id = ${member.userId}`;
    expect((await verifyAuditLog.execute(admin(), {})).faults.join()).toMatch(/no later entry says that it was erased/);
  });

  it('is for people of the organization only', async () => {
    const other = await scene.otherCompany();
    expect(await faultOf(eraseFromAudit.execute(admin(), { user_id: toPublicId('user', other.admin.userId) }))).toBe('not_found');
    expect(await faultOf(eraseFromAudit.execute(scene.as(scene.company.member), { user_id: toPublicId('user', other.admin.userId) }))).toBe(
      'forbidden',
    );
  });
});

describe('a log after a restore [AUD-2]', () => {
  it('goes on in a new epoch that says what was lost, carries erasures out again, and is verified with the old checkpoints', async () => {
    const { tenantId, member } = scene.company;
    const { database } = scene;
    const { superuser } = database;
    const heads = new MemoryHeadStore();
    const options = {
      database: database.databases.audit,
      masters: createMasterKeys(database.secret),
      heads,
      host: 'gateway.example',
      operator: 'ops@example.com',
    };
    await write('team.update', [team], member);
    await sealAll(database, sequencerOf(database, heads), tenantId);
    const tables = [
      'audit_log',
      'audit_leaf',
      'audit_tile',
      'audit_checkpoint',
      'audit_subject',
      'audit_erasure',
      'audit_entry',
      'audit_pending',
    ];
    for (const table of tables)
      await superuser.unsafe(`create table backup_${table} as select * from ${table} where tenant_id = '${tenantId}'`);
    await eraseFromAudit.execute(admin(), { user_id: toPublicId('user', member.userId) });
    await write('team.update', [team, team]);
    await sealAll(database, sequencerOf(database, heads), tenantId);
    const [held] = await superuser`select note from audit_checkpoint where tenant_id = ${tenantId} order by tree_size desc limit 1`;
    expect(await stoppedLogs(options)).toEqual([]);

    await superuser.begin(async (tx) => {
      await tx.unsafe('set local session_replication_role = replica');
      for (const table of tables) {
        await tx.unsafe(`delete from ${table} where tenant_id = '${tenantId}'`);
        await tx.unsafe(`insert into ${table} select * from backup_${table}`);
      }
    });
    await write('team.update', [team]);
    await sealAll(database, sequencerOf(database, heads), tenantId);
    expect((await getAuditLogState.execute(admin(), {})).problem).toMatch(/rolled back/);
    expect(await stoppedLogs(options)).toEqual([tenantId]);

    expect(await resumeLog(options, tenantId)).toMatchObject({ epoch: 2, lastSize: 4n, restoredSize: 1n, erased: 1 });
    await sealAll(database, sequencerOf(database, heads), tenantId);
    const text = await exported();
    expect(text).not.toContain(member.email);
    const keys = [...text.matchAll(/"key":"([^"]+)"/g)].map(([, key]) => key ?? '');
    expect(keys).toHaveLength(2);
    const report = await verifyExport(chunksOf(text), { keys, checkpoints: [String(held?.note)] });
    expect(report.faults).toEqual([]);
    expect(report.warnings.join()).toMatch(/had 4 entries .* the export ends after 1.* A restore that says so began the next epoch/);
    expect(await verifyAuditLog.execute(admin(), { epoch: 2 })).toMatchObject({ valid: true });
  });

  it('is resumed also where it came back from before its first seal', async () => {
    const { database } = scene;
    const { tenantId } = await scene.otherCompany();
    const heads = new MemoryHeadStore();
    const secret = createMasterKeys(database.secret);
    const options = { database: database.databases.audit, masters: secret, heads, host: 'gateway.example', operator: 'ops@example.com' };
    heads.known.set(tenantId, { committed: { epoch: 1, size: 7n, root: 'ab'.repeat(32) }, intended: null, erased: [] });
    const origin = {
      tenantId,
      actorKind: 'system',
      actorId: null,
      actorName: 'test',
      ip: null,
      userAgent: '',
      requestId: newUuid(),
    } as const;
    await scene.inside((tx) => writeAudit(tx, origin, 'team.update', [team], new Date()), tenantId);
    await sealAll(database, sequencerOf(database, heads), tenantId);
    expect(await stoppedLogs(options)).toContain(tenantId);
    expect(await resumeLog(options, tenantId)).toMatchObject({ epoch: 2, lastSize: 7n, restoredSize: 0n });
    await sealAll(database, sequencerOf(database, heads), tenantId);
    const [log] = await database.superuser`select problem, tree_size as size from audit_log where tenant_id = ${tenantId}`;
    expect(log).toMatchObject({ problem: null });
    expect(Number(log?.size)).toBeGreaterThanOrEqual(2);
  });
});
