import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  downloadAuditProof,
  downloadAuditTile,
  exportAuditLog,
  getAuditLogState,
  listAuditCheckpoints,
  proveAuditConsistency,
  proveAuditEntry,
  verifyAuditLog,
} from '#lib/audit/index.ts';
import { merkleRoot } from '#lib/audit/merkle.ts';
import { verifyConsistency, verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import { parseTilePath, tilePath } from '#lib/audit/tile-path.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { verifyExport, verifyProof } from '#scripts/verify-audit.mjs';
import { storedChanges } from '#tests/support/audit-changes.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';
import { MemoryHeadStore, sealAll, sequencerOf } from '#tests/support/seal-audit.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const scene = companyScene('audit-proofs');
const everyByte = process.env.AUDIT_EVERY_BYTE === '1';
const { as } = scene;

const changesOf = (count: number): Change[] =>
  Array.from({ length: count }, (_, index) => ({
    resource: 'team',
    id: `team_${index}`,
    before: { name: 'Zoë' },
    after: { name: `No. ${index}`, cost: '12345678901234567890' },
  }));

async function write(count: number, company: SampleCompany = scene.company): Promise<void> {
  const { tenantId } = company;
  const actor = { actorKind: 'user', actorId: company.admin.userId, actorName: company.admin.email } as const;
  const origin = { tenantId, ...actor, ip: '192.0.2.1', userAgent: 'test', requestId: newUuid() };
  await scene.inside((tx) => writeAudit(tx, origin, 'team.update', changesOf(count), new Date()), tenantId);
}

beforeEach(async () => {
  await write(700);
  await sealAll(scene.database, sequencerOf(scene.database, new MemoryHeadStore(), 300), scene.company.tenantId);
});

const admin = () => as(scene.company.admin);
const stateOf = () => getAuditLogState.execute(admin(), {});
const keysOf = async () => [(await stateOf()).verifier_key ?? ''];

async function bytesOf(pieces: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}
const textOf = async (pieces: AsyncIterable<string | Uint8Array>) => (await bytesOf(pieces)).toString();
const exported = async (input: object = {}) => textOf((await exportAuditLog.open(admin(), input)).pieces);
async function* chunksOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 10_007) yield text.slice(at, at + 10_007);
}
const verified = (text: string, options: Parameters<typeof verifyExport>[1]) => verifyExport(chunksOf(text), options);

/** Every part of the log, one after the other, as the page asks for them. */
async function faultsInside(): Promise<string[]> {
  const faults: string[] = [];
  let [fromIndex, epoch]: [string | null, number | null] = ['0', null];
  while (fromIndex !== null) {
    const part = await verifyAuditLog.execute(admin(), { from_index: fromIndex, ...(epoch === null ? {} : { epoch }) });
    expect(part.valid).toBe(part.faults.length === 0);
    faults.push(...part.faults);
    [fromIndex, epoch] = [part.next_index === null ? null : String(part.next_index), part.next_epoch];
  }
  return faults;
}

describe('proofs of the audit log [AUD-2]', () => {
  it('show that an entry is in the tree, and that one tree begins with another', async () => {
    const { data } = await listAuditCheckpoints.execute(admin(), {});
    const sizes = data.map(({ size }) => size);
    expect(sizes).toContain(300n);
    const [entry] = await scene.database.superuser`
      select entry_id as id from audit_leaf where tenant_id = ${scene.company.tenantId} and leaf_index = 411`;
    const entryId = toPublicId('auditEntry', entry?.id);
    const proof = await proveAuditEntry.execute(admin(), { entry_id: entryId });
    const {
      first_root: firstRoot,
      second_root: secondRoot,
      path,
    } = await proveAuditConsistency.execute(admin(), { first: '300', second: '700' });
    const inclusion = { leafIndex: 411n, treeSize: 700n, leafHash: proof.leaf_hash, path: proof.path };
    expect(verifyInclusion(inclusion, secondRoot)).toBe(true);
    expect(verifyConsistency({ firstSize: 300n, secondSize: 700n, path }, firstRoot, secondRoot)).toBe(true);
    const file = await textOf((await downloadAuditProof.open(admin(), { entry_id: entryId })).pieces);
    expect(await verifyProof(file, await keysOf())).toMatchObject({ valid: true, index: '411', checkpoint: { size: 700n } });
    for (const [from, to] of [
      [/index 411/, 'index 410'],
      [/\n([A-Za-z0-9+/])([A-Za-z0-9+/]{42}=\n)/, '\nA$2'],
    ] as const)
      expect((await verifyProof(file.replace(from, to), await keysOf())).valid).toBe(file.replace(from, to) === file);
    await expect(verifyProof(file.replace(/700\n/, '699\n'), await keysOf())).rejects.toThrow('does not fit');
  });

  it('prove each entry and each pair of checkpoints of a small log', async () => {
    const { tenantId } = scene.company;
    const leaves = await scene.database
      .superuser`select encode(leaf_hash, 'hex') as hash from audit_leaf where tenant_id = ${tenantId} order by leaf_index`;
    const hashes = leaves.map(({ hash }) => String(hash));
    for (const [first, second] of [
      [1, 2],
      [255, 256],
      [256, 257],
      [300, 600],
      [511, 513],
      [700, 700],
    ] as const) {
      const proof = await proveAuditConsistency.execute(admin(), { first: String(first), second: String(second) });
      expect(proof.first_root).toBe(merkleRoot(hashes.slice(0, first)));
      expect(proof.second_root).toBe(merkleRoot(hashes.slice(0, second)));
      const claim = { firstSize: BigInt(first), secondSize: BigInt(second), path: proof.path };
      expect(verifyConsistency(claim, proof.first_root, proof.second_root)).toBe(true);
    }
    expect(await faultOf(proveAuditConsistency.execute(admin(), { first: '1', second: '701' }))).toBe('validation_failed /second');
    expect(await faultOf(proveAuditConsistency.execute(admin(), { first: '0', second: '5' }))).toBe('validation_failed /first');
  });

  it('are read from tiles that anybody can check', async () => {
    const tile = async (path: string) => bytesOf((await downloadAuditTile.open(admin(), { path })).pieces);
    const [full, upper, partial] = [await tile('tile/0/001'), await tile('tile/1/000.p/2'), await tile('tile/0/002.p/188')];
    expect([full.length, upper.length, partial.length]).toEqual([256 * 32, 64, 188 * 32]);
    const hashes = Array.from({ length: 256 }, (_, index) => full.subarray(index * 32, index * 32 + 32).toString('hex'));
    expect(upper.subarray(32).toString('hex')).toBe(merkleRoot(hashes));
    expect(await faultOf(tile('tile/0/002'))).toBe('not_found');
    expect(await faultOf(tile('tile/0/002.p/189'))).toBe('not_found');
    expect(tilePath({ level: 0, index: 1_234_067n, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(parseTilePath('tile/0/x001/x234/067.p/5')).toEqual({ level: 0, index: 1_234_067n, width: 5 });
  });
});

describe('an export [AUD-2] [AUD-3]', () => {
  it('verifies offline with the key and kept checkpoints, in whole and in part', async () => {
    const { data } = await listAuditCheckpoints.execute(admin(), {});
    const checkpoints = data.map(({ note }) => note);
    const whole = await exported();
    const report = await verified(whole, { keys: await keysOf(), checkpoints });
    expect(report).toMatchObject({ valid: true, entries: 700, faults: [], warnings: [] });
    using folder = temporaryFolder();
    const [file, keyFile] = [join(folder.path, 'export.ndjson'), join(folder.path, 'key')];
    writeFileSync(file, whole);
    writeFileSync(keyFile, (await keysOf()).join('\n'));
    const run = spawnSync(process.execPath, ['scripts/verify-audit.mjs', file, '--key', keyFile, '--checkpoint', checkpoints[0] ?? ''], {
      encoding: 'utf8',
    });
    expect(run.stdout).toContain('Verified 700 entries.');
    expect(run.status).toBe(0);
    const tree = spawnSync(process.execPath, ['scripts/verify-audit.mjs', '--tree', file, '--key', keyFile], { encoding: 'utf8' });
    expect(tree.stdout).toContain('Verified the tree over 700 entries, without opening what they say.');
    expect(tree.status).toBe(0);
    writeFileSync(file, whole.replace('No. 5"', 'No. 6"').replace('No. 5\\"', 'No. 6\\"'));
    expect(spawnSync(process.execPath, ['scripts/verify-audit.mjs', file, '--key', keyFile], { encoding: 'utf8' }).status).toBe(1);
    await write(40);
    await sealAll(scene.database);
    const part = await exported({ from: new Date(Date.now() + 60_000).toISOString() });
    expect(await verified(part, { keys: await keysOf() })).toMatchObject({ valid: true });
  });

  it('does not verify after any change to any byte of it, nor with lines missing, doubled, moved or cut off', async () => {
    const other = await scene.otherCompany();
    await write(6, other);
    await sealAll(scene.database, sequencerOf(scene.database, new MemoryHeadStore(), 4), other.tenantId);
    const reader = invocationOf(scene.runtime, other, other.admin);
    const keys = [(await getAuditLogState.execute(reader, {})).verifier_key ?? ''];
    const lines = (await textOf((await exportAuditLog.open(reader, {})).pieces)).trimEnd().split('\n');
    const whole = lines.join('\n');
    expect(await verified(whole, { keys })).toMatchObject({ valid: true, entries: 6 });
    expect(lines).toHaveLength(10);
    const isTreeValid = async (text: string) => (await verified(text, { keys, tree: true })).valid;
    const isValid = async (text: string) => {
      const { valid } = await verified(text, { keys });
      // What the tree alone cannot be found fault with may be wrong as a whole, never the other way round.
      if (valid) expect(await isTreeValid(text)).toBe(true);
      return valid;
    };
    /** Whether a byte is of what opens an entry, which the tree is not over. */
    const isOpening = (at: number) => {
      const start = whole.lastIndexOf('\n', at - 1) + 1;
      return whole.startsWith('{"type":"entry"', start) && at >= whole.indexOf('"values":{', start) - 1;
    };
    // Every byte in `npm run prove -- audit`, every fifth otherwise.
    for (let at = 0; at < whole.length; at += everyByte ? 1 : 5) {
      const changed = `${whole.slice(0, at)}${whole[at] === '0' ? '1' : '0'}${whole.slice(at + 1)}`;
      const where = `byte ${at}: ${whole.slice(Math.max(0, at - 20), at + 20)}`;
      expect(await isValid(changed), where).toBe(false);
      if (!isOpening(at)) expect(await isTreeValid(changed), where).toBe(false);
    }
    for (let at = 0; at < lines.length; at += 1) {
      const without = lines.filter((_, index) => index !== at);
      // Without the first of two checkpoints the second still is over everything.
      const texts = [lines.slice(0, at).join('\n'), ...(at === 5 ? [] : [without.join('\n')])];
      for (const text of texts) {
        expect(await isTreeValid(text), `without line ${at} or what follows`).toBe(false);
        expect(await isValid(text), `without line ${at} or what follows`).toBe(false);
      }
      expect(await isValid([...lines.slice(0, at), lines[at], ...lines.slice(at)].join('\n')), `line ${at} twice`).toBe(
        [5, 8, 9].includes(at),
      );
      if (at > 0 && at < 9)
        expect(await isValid([...without.slice(0, at - 1), lines[at], ...without.slice(at - 1)].join('\n')), `line ${at} earlier`).toBe(
          false,
        );
    }
    // Cut off in good order at the earlier checkpoint: only a checkpoint that was kept tells.
    const early = `${lines.slice(0, 6).join('\n')}\n${JSON.stringify({ type: 'end', size: '4' })}`;
    const note: unknown = Object(JSON.parse(lines[8] ?? '')).note;
    expect((await verified(early, { keys, checkpoints: [String(note)] })).faults.join()).toMatch(/had 6 entries/);
  }, 60_000);

  it('does not verify against a checkpoint of a longer or of another history', async () => {
    const early = await exported();
    await write(30);
    await sealAll(scene.database);
    const { data } = await listAuditCheckpoints.execute(admin(), { limit: 1 });
    const held = { keys: await keysOf(), checkpoints: data.map(({ note }) => note) };
    const rolledBack = await verified(early, held);
    expect(rolledBack.faults.join()).toMatch(/had 731 entries .* ends after 700/);
    expect(await verified(await exported(), held)).toMatchObject({ valid: true });
    await expect(verified(early, { keys: ['nobody+00000000+AA=='] })).rejects.toThrow('Not a verifier key');
  });

  it('is a table, too', async () => {
    const text = await exported({ format: 'csv' });
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'time,actor_kind,actor_id,actor_name,action,resource_kind,resource_id,result,ip,user_agent,request_id,entry_id,before,after',
    );
    expect(lines.filter((line) => line.includes(',team.update,'))).toHaveLength(700);
  });
});

describe('verification inside [AUD-2]', () => {
  it('finds nothing wrong with what nobody touched', async () => {
    expect(await faultsInside()).toEqual([]);
    expect(await stateOf()).toMatchObject({ size: 700n, problem: null, epoch: 1 });
  });

  it('finds every changed column of every table', async () => {
    const { superuser } = scene.database;
    const { tenantId } = scene.company;
    for (const [table, set, where] of storedChanges(tenantId)) {
      const backup = `backup_${table}`;
      await superuser.unsafe(`create table ${backup} as select * from ${table} where tenant_id = '${tenantId}'`);
      await superuser.unsafe(`update ${table} set ${set} where tenant_id = '${tenantId}' and ${where}`);
      const found = await faultsInside().catch((error: Error) => [error.message]);
      expect(found, `${table}: ${set}`).not.toEqual([]);
      await restore(table, backup);
    }
    expect(await faultsInside()).toEqual([]);
  }, 120_000);

  /** Puts a table's rows of the tenant back as they were. */
  async function restore(table: string, backup: string): Promise<void> {
    const { tenantId } = scene.company;
    await scene.database.superuser.begin(async (tx) => {
      await tx.unsafe('set local session_replication_role = replica');
      // The verification itself was noted in the trail meanwhile; that stays.
      const only = table === 'audit_entry' ? `and id in (select id from ${backup})` : '';
      await tx.unsafe(`delete from ${table} where tenant_id = '${tenantId}' ${only}`);
      await tx.unsafe(`insert into ${table} select * from ${backup}`);
      await tx.unsafe(`drop table ${backup}`);
    });
  }

  it('finds entries that were added past the log, and those that were taken away', async () => {
    const { superuser } = scene.database;
    const { tenantId } = scene.company;
    const gone = await superuser`select * from audit_entry where tenant_id = ${tenantId} order by id limit 1`;
    await superuser`delete from audit_entry where id = ${gone[0]?.id}`;
    expect((await faultsInside()).join()).toMatch(/699 entries were sealed by 700 leaves/);
    await write(1);
    await superuser`delete from audit_pending where tenant_id = ${tenantId}`;
    expect((await faultsInside()).length).toBeGreaterThan(0);
    await write(1);
    await superuser`delete from audit_entry where id in (select entry_id from audit_pending where tenant_id = ${tenantId})`;
    expect((await faultsInside()).join()).toMatch(/1 entries vanished before they were sealed/);
  });
});
