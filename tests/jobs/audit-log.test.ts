// This file is long because one log is written, sealed and read from its first entry to its last.
import { beforeEach, describe, expect, it } from 'vitest';
import { checkHead } from '#lib/audit/check-head.ts';
import { listAuditEntries } from '#lib/audit/index.ts';
import { readLog } from '#lib/audit/log-row.ts';
import { merkleRoot } from '#lib/audit/merkle.ts';
import { recordRefusals } from '#lib/audit/record-refusals.ts';
import { openCheckpoint } from '#lib/audit/signed-note.ts';
import { type AuditOrigin, type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';
import { MemoryHeadStore, sealAll, sequencerOf } from '#tests/support/seal-audit.ts';

const scene = companyScene('audit-log');
const { signal } = new AbortController();
let heads: MemoryHeadStore;
beforeEach(() => {
  heads = new MemoryHeadStore();
});

const originOf = (): AuditOrigin => ({
  ...{ tenantId: scene.company.tenantId, actorKind: 'user', actorId: scene.company.admin.userId, actorName: scene.company.admin.email },
  ...{ ip: '192.0.2.1', userAgent: 'test', requestId: newUuid() },
});
const changesOf = (count: number): Change[] =>
  Array.from({ length: count }, (_, index) => ({
    resource: 'team',
    id: `team_${index}`,
    before: { index },
    after: { name: `Größe ${index}` },
  }));
const write = (count: number, tenantId?: string) =>
  scene.inside(
    (tx) => writeAudit(tx, { ...originOf(), ...(tenantId && { tenantId }) }, 'team.update', changesOf(count), new Date()),
    tenantId,
  );

const logOf = async (tenantId = scene.company.tenantId) => {
  const [row] = await scene.database.superuser`
    select epoch, tree_size as size, encode(root, 'hex') as root, problem, public_key as key from audit_log where tenant_id = ${tenantId}`;
  return row;
};
const leavesOf = async (tenantId = scene.company.tenantId) =>
  await scene.database.superuser<{ index: bigint; entryId: string; leaf: Record<string, string> }[]>`
    select leaf_index as index, entry_id as "entryId", convert_from(leaf, 'UTF8')::jsonb as leaf from audit_leaf
    where tenant_id = ${tenantId} order by epoch, leaf_index`;

describe('the sequencer [AUD-2] [AUD-1]', () => {
  it('gives every entry a leaf in its order, under checkpoints that the published key verifies', async () => {
    await write(600);
    await sealAll(scene.database, sequencerOf(scene.database, heads, 100));
    const { tenantId } = scene.company;
    const log = await logOf();
    expect(log).toMatchObject({ epoch: 1, size: 600n, problem: null });
    const notes = await scene.database.superuser`select note from audit_checkpoint where tenant_id = ${tenantId} order by tree_size`;
    const origin = `gateway.example/audit/${toPublicId('tenant', tenantId)}/1`;
    expect(notes.map(({ note }) => openCheckpoint(note, origin, log?.key)?.size)).toEqual([100n, 200n, 300n, 400n, 500n, 600n]);
    expect(openCheckpoint(notes.at(-1)?.note, origin, log?.key)?.root).toBe(log?.root);
    const leaves = await leavesOf();
    expect(leaves.map(({ leaf }) => leaf.index)).toEqual(leaves.map((_, index) => String(index)));
    const entries = await scene.database.superuser`select id from audit_entry where tenant_id = ${tenantId} order by id`;
    expect(new Set(leaves.map(({ entryId }) => entryId))).toEqual(new Set(entries.map(({ id }) => id)));
    expect(heads.known.get(tenantId)?.committed).toEqual({ epoch: 1, size: 600n, root: log?.root });
  });

  it('proves calls in two steps: each posted batch is an entry with the root over its calls', async () => {
    const { tenantId } = scene.company;
    await postCalls(
      scene.database,
      [1, 2, 3].map((second) => companyCall(scene.company, { atMs: Date.now() - second * 1000 })),
    );
    await sealAll(scene.database, sequencerOf(scene.database, heads), tenantId);
    const [batch] = await scene.database
      .superuser`select id, events, encode(root, 'hex') as root from usage_batch where tenant_id = ${tenantId}`;
    const entries = await scene.database.superuser`
      select e.resource_id as resource, e.after from audit_entry e join audit_leaf l on l.tenant_id = e.tenant_id and l.entry_id = e.id
      where e.tenant_id = ${tenantId} and e.action = 'usage.batch'`;
    expect(entries).toEqual([
      { resource: toPublicId('batch', batch?.id), after: { events: '3', cost_nano_usd: '3000000', root: batch?.root } },
    ]);
    const listed = await listAuditEntries.execute(scene.as(scene.company.admin), {});
    expect(listed.data.filter(({ action }) => action === 'usage.batch')).toEqual([]);
    expect((await listAuditEntries.execute(scene.as(scene.company.admin), { action: 'usage.batch' })).data).toHaveLength(1);
  });

  it('sums up refusals by key, reason and minute, each once however often it looks', async () => {
    const { tenantId } = scene.company;
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 5 * 60_000;
    const { id: keyId } = await insertVirtualKey(scene.database, tenantId, { name: 'Loud' });
    const refused = (atMs: number, errorCode: string) =>
      companyCall(scene.company, {
        ...{
          atMs,
          by: { keyId },
          status: 'refused',
          httpStatus: 402,
          errorCode,
          costState: 'not_billed',
          costNanoUsd: 0n,
          usageSource: 'none',
        },
      });
    const [policyId, shadowId, guardrailId] = [newUuid(), newUuid(), newUuid()];
    const outcome = {
      outcome: 'deny',
      policies: [
        { id: policyId, version: 1, mode: 'active', actions: ['deny'] },
        { id: shadowId, version: 1, mode: 'shadow', actions: ['deny'] },
        { id: newUuid(), version: 1, mode: 'active', actions: ['log'] },
      ],
      guardrails: [{ id: guardrailId, version: 1, mode: 'active', side: 'input', action: 'block', why: 'an attack' }],
    } as const;
    const denied = [5, 6].map((second) => ({ ...refused(minute + second * 1000, 'policy_denied'), policy: outcome }));
    const calls = [1, 2, 3].map((second) => refused(minute + second * 1000, 'budget_exceeded'));
    await postCalls(scene.database, [
      ...calls,
      ...denied,
      refused(minute + 4000, 'rate_limited'),
      refused(minute + 61_000, 'budget_exceeded'),
    ]);
    // Too young: more of its kind may come.
    await postCalls(scene.database, [refused(Date.now(), 'budget_exceeded')]);
    const { databases } = scene.database;
    expect(await recordRefusals(databases, new Date(), signal)).toBe(4);
    expect(await recordRefusals(databases, new Date(), signal)).toBe(0);
    const found = await listAuditEntries.execute(scene.as(scene.company.admin), { action: 'gateway.refuse', result: 'denied' });
    expect(found.data.map(({ resource_id }) => resource_id)).toEqual(Array.from({ length: 4 }, () => toPublicId('key', keyId)));
    const rows = await scene.database.superuser`
      select after from audit_entry where tenant_id = ${tenantId} and action = 'gateway.refuse' order by occurred_at, after->>'code'`;
    expect(rows.map(({ after }) => [after.code, after.count])).toEqual([
      ['budget_exceeded', '3'],
      ['policy_denied', '2'],
      ['rate_limited', '1'],
      ['budget_exceeded', '1'],
    ]);
    // What refused the calls is named; what only watched or noted them is not.
    expect(rows.map(({ after }) => [after.policies, after.guardrails])).toEqual([
      [undefined, undefined],
      [[toPublicId('policy', policyId)], [toPublicId('guardrail', guardrailId)]],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('puts nothing personal into a leaf', async () => {
    await write(3);
    await sealAll(scene.database, sequencerOf(scene.database, heads));
    const text = JSON.stringify(await leavesOf(), (_, value) => (typeof value === 'bigint' ? String(value) : value));
    for (const personal of [scene.company.admin.email, '192.0.2.1', 'Größe']) expect(text).not.toContain(personal);
    expect(text).toContain(toPublicId('user', scene.company.admin.userId));
  });

  it('waits for a transaction that began before and is not over, and keeps the order in which they began', async () => {
    const { tenantId } = scene.company;
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let began = () => {};
    const beginning = new Promise<void>((resolve) => {
      began = resolve;
    });
    const slow = scene.inside(async (tx) => {
      await writeAudit(tx, originOf(), 'team.slow', changesOf(1), new Date());
      began();
      await held;
    });
    await beginning;
    await write(2);
    const sequencer = sequencerOf(scene.database, heads);
    await sequencer.run(signal);
    const sealedEarly = (await logOf())?.size ?? 0n;
    finish();
    await slow;
    expect(sealedEarly).toBe(0n);
    await sealAll(scene.database, sequencer, tenantId);
    expect((await leavesOf()).map(({ leaf }) => leaf.action)).toEqual(['team.slow', 'team.update', 'team.update']);
  });

  it('is one writer, however many run at once', async () => {
    await write(500);
    const sequencers = [1, 2, 3, 4].map(() => sequencerOf(scene.database, heads, 40));
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([...sequencers.map((sequencer) => sequencer.run(signal)), write(20)]);
    }
    await sealAll(scene.database, sequencers[0]);
    const leaves = await leavesOf();
    expect(leaves).toHaveLength(580);
    expect(leaves.map(({ index }) => index)).toEqual(leaves.map((_, index) => BigInt(index)));
    expect(new Set(leaves.map(({ entryId }) => entryId)).size).toBe(580);
  });

  it('goes on after a crash before the commit, and after one behind it, with the same history', async () => {
    await write(10);
    heads.beforeWrite = (intended) => {
      if (intended !== null) throw new Error('The power went out');
    };
    await sequencerOf(scene.database, heads).run(signal);
    expect((await logOf())?.size ?? 0n).toBe(0n);
    heads.beforeWrite = (intended) => {
      if (intended === null) throw new Error('The power went out');
    };
    await sealAll(scene.database, sequencerOf(scene.database, heads), scene.company.tenantId);
    expect(await logOf()).toMatchObject({ size: 10n });
    heads.beforeWrite = () => {};
    await write(5);
    await sealAll(scene.database, sequencerOf(scene.database, heads));
    expect(await logOf()).toMatchObject({ size: 15n, problem: null });
    expect(await leavesOf()).toHaveLength(15);
  });

  it('refuses to go on when the database was rolled back, when its history was changed, and when leaves are gone', async () => {
    const { superuser } = scene.database;
    const damages: readonly [RegExp, (tenantId: string) => Promise<unknown>][] = [
      [/rolled back/, (tenantId) => rollBack(tenantId, 4n)],
      [/newest checkpoint/, (tenantId) => superuser`delete from audit_checkpoint where tenant_id = ${tenantId} and tree_size = 8`],
      [
        /Leaves and tiles do not give/,
        (tenantId) => superuser`update audit_leaf set leaf_hash = sha256(leaf_hash) where tenant_id = ${tenantId} and leaf_index = 2`,
      ],
      [/missing/, (tenantId) => superuser`delete from audit_leaf where tenant_id = ${tenantId} and leaf_index = 7`],
    ];
    for (const [problem, damage] of damages) {
      const { tenantId } = await scene.otherCompany();
      const sequencer = sequencerOf(scene.database, heads, 4);
      await write(8, tenantId);
      await sealAll(scene.database, sequencer, tenantId);
      await damage(tenantId);
      await write(1, tenantId);
      await sealAll(scene.database, sequencerOf(scene.database, heads, 4), tenantId);
      expect((await logOf(tenantId))?.problem).toMatch(problem);
      const incidents = await superuser`select title, severity from incident where tenant_id = ${tenantId} and source = 'audit'`;
      expect(incidents).toEqual([{ title: 'The audit log is not sealed any more', severity: 'critical' }]);
      const before = (await leavesOf(tenantId)).length;
      await sequencerOf(scene.database, heads).run(signal);
      expect(await leavesOf(tenantId)).toHaveLength(before);
    }
  });

  it('goes on after a fault of the database that passes, and after an intended head whose commit failed', async () => {
    const { databases } = scene.database;
    const { tenantId } = await scene.otherCompany();
    await write(8, tenantId);
    await sealAll(scene.database, sequencerOf(scene.database, heads), tenantId);
    const log = await readLog(databases.audit.$client, tenantId);
    if (log === undefined) throw new Error('There is a log');
    const failing = scene.database.superuser.begin(async (tx) => {
      await tx`set local statement_timeout = '1ms'`;
      const unsafe = (text: string, values?: never[]) =>
        text.includes('audit_leaf') ? tx.unsafe(`SELECT pg_sleep(1) AS hash`) : tx.unsafe(text, values);
      await checkHead(Object.assign(Object.create(tx), { unsafe }), log, undefined);
    });
    await expect(failing).rejects.toMatchObject({ code: '57014' });
    const known = heads.known.get(tenantId);
    if (known === undefined) throw new Error('The head is known');
    heads.known.set(tenantId, {
      ...known,
      committed: { ...known.committed, size: 0n, root: merkleRoot([]) },
      intended: { epoch: 1, size: 5n, root: 'ab'.repeat(32) },
    });
    await write(2, tenantId);
    await sealAll(scene.database, sequencerOf(scene.database, heads), tenantId);
    expect(await logOf(tenantId)).toMatchObject({ size: 10n, problem: null });
  });

  it('gives every tenant its turn before the backlog of one is drained', async () => {
    const tenants = [(await scene.otherCompany()).tenantId, (await scene.otherCompany()).tenantId];
    for (const tenantId of tenants) await write(6, tenantId);
    // A transaction of any database of the server, begun between the two, would hold up the second tenant alone.
    const ripe = async () =>
      (
        await scene.database.superuser<{ are: boolean }[]>`
          select bool_and(recorded_xid < pg_snapshot_xmin(pg_current_snapshot())) as are from audit_pending where tenant_id = any(${tenants})`
      )[0]?.are;
    await expect.poll(ripe, { timeout: 20_000 }).toBe(true);
    const order: string[] = [];
    const sequencer = sequencerOf(scene.database, heads, 2);
    const known = heads.write.bind(heads);
    heads.write = async (tenantId, head) => {
      if (head.intended !== null) order.push(tenantId);
      await known(tenantId, head);
    };
    await sealAll(scene.database, sequencer);
    const turns = order.filter((tenantId) => tenants.includes(tenantId));
    expect(turns).toHaveLength(6);
    expect(turns.slice(0, 2)).toEqual(turns.slice(2, 4));
    expect(new Set(turns.slice(0, 2)).size).toBe(2);
  });

  it('tells of a fault that does not pass, once, and goes on when it is over', async () => {
    const { tenantId } = await scene.otherCompany();
    await write(1, tenantId);
    const sequencer = sequencerOf(scene.database, heads);
    heads.beforeWrite = () => {
      throw new Error('The disk is full');
    };
    const incidents = () => scene.database.superuser`select title from incident where tenant_id = ${tenantId} and source = 'audit'`;
    const runUntil = async (isDone: () => Promise<boolean>) => {
      for (let attempt = 0; attempt < 400 && !(await isDone()); attempt += 1) await sequencer.run(signal);
    };
    await sequencer.run(signal);
    expect(await incidents()).toEqual([]);
    await runUntil(async () => (await incidents()).length > 0);
    expect(await incidents()).toEqual([{ title: 'The audit log cannot be sealed' }]);
    heads.beforeWrite = () => {};
    await sealAll(scene.database, sequencer, tenantId);
    expect(await logOf(tenantId)).toMatchObject({ problem: null, size: expect.any(BigInt) });
  });

  it('seals what a dump of another server brought along unsealed', async () => {
    const { tenantId } = await scene.otherCompany();
    await write(3, tenantId);
    await scene.database.superuser`update audit_pending set recorded_xid = '1152921504606846976'::xid8 where tenant_id = ${tenantId}`;
    await sealAll(scene.database, sequencerOf(scene.database, heads), tenantId);
    expect((await logOf(tenantId))?.size).toBeGreaterThanOrEqual(3n);
  });

  /** Takes a tenant's log back to what it was at a smaller checkpoint. */
  async function rollBack(tenantId: string, size: bigint): Promise<void> {
    const { superuser } = scene.database;
    await superuser`delete from audit_leaf where tenant_id = ${tenantId} and leaf_index >= ${String(size)}::int8`;
    await superuser`delete from audit_checkpoint where tenant_id = ${tenantId} and tree_size > ${String(size)}::int8`;
    const [{ note = '' } = {}] =
      await superuser`select note from audit_checkpoint where tenant_id = ${tenantId} and tree_size = ${String(size)}::int8`;
    const root = Buffer.from(String(note).split('\n')[2] ?? '', 'base64');
    await superuser`update audit_log set tree_size = ${String(size)}::int8, root = ${root},
      last_leaf_hash = (select leaf_hash from audit_leaf where tenant_id = ${tenantId} order by leaf_index desc limit 1) where tenant_id = ${tenantId}`;
  }
});
