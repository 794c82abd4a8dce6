import { describe, expect, it } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { getAuditEntry, listAuditEntries } from '#lib/audit/index.ts';
import { encodeCursor } from '#lib/core/cursor.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';

const scene = companyScene('audit');
const { as, inside } = scene;

const start = Date.UTC(2026, 0, 1);

/** One entry an hour from the start on. */
async function write(entries: readonly Partial<typeof auditEntry.$inferInsert>[]): Promise<string[]> {
  const rows = entries.map((entry, index) => {
    const at = new Date(start + index * 3_600_000);
    const fixed = { tenantId: scene.company.tenantId, id: newUuid(at.getTime()), occurredAt: at, requestId: newUuid() };
    return {
      actorKind: 'user' as const,
      actorName: 'ada@example.com',
      action: 'team.create',
      resourceKind: 'team',
      resourceId: 'team_x',
      ...fixed,
      ...entry,
    };
  });
  await inside((tx) => tx.insert(auditEntry).values(rows));
  return rows.map(({ id }) => id);
}

type Filter = Parameters<typeof listAuditEntries.execute>[1];
const find = async (filter: Filter) =>
  (await listAuditEntries.execute(as(scene.company.admin), { to: new Date(start + 1e10).toISOString(), ...Object(filter) })).data.map(
    ({ id }) => id,
  );

describe('the audit trail [AUD-3]', () => {
  it('is filtered by actor, action, resource, result, time and text, newest first', async () => {
    const { userId } = scene.company.admin;
    const ids = await write([
      { actorId: userId },
      { action: 'team.archive' },
      { action: 'team_member.add', resourceKind: 'member', resourceId: 'mbr_1' },
      { result: 'denied' },
      { actorName: 'grace_100%@example.com', actorKind: 'anonymous' },
    ]);
    const [first, second, third, fourth, fifth] = ids;
    expect(await find({})).toEqual(ids.toReversed());
    expect(await find({ actor_id: toPublicId('user', userId) })).toEqual([first]);
    expect(await find({ action: 'team.archive' })).toEqual([second]);
    expect(await find({ action: 'team.*' })).toEqual([fifth, fourth, second, first]);
    expect(await find({ action: 'team_member.*' })).toEqual([third]);
    expect(await find({ resource_kind: 'member', resource_id: 'mbr_1' })).toEqual([third]);
    expect(await find({ result: 'denied' })).toEqual([fourth]);
    expect(await find({ search: 'GRACE_100%' })).toEqual([fifth]);
    expect(await find({ search: 'graceX100' })).toEqual([]);
    const hour = (index: number) => new Date(start + index * 3_600_000).toISOString();
    expect(await find({ from: hour(1), to: hour(3) })).toEqual([third, second]);
    expect(await find({ from: hour(4), to: hour(4) })).toEqual([]);
  });

  it('is searched by parts of names and actions and by whole ids, before its entries are sealed and after [AUD-3]', async () => {
    const { userId } = scene.company.lead;
    const team = toPublicId('team', scene.company.searchId);
    const ids = await write([
      { actorId: userId, actorName: 'Zoë.Lead@example.com' },
      { actorName: 'nobody_known@example.com', actorKind: 'anonymous', action: 'session.fail' },
      { resourceId: team },
      { action: 'budget.update' },
      { actorId: userId, actorName: 'Zoë.Lead@example.com', result: 'denied' },
      { action: 'usage.batch', actorName: 'gateway', actorKind: 'system' },
    ]);
    const [first, second, third, fourth, fifth, sixth] = ids;
    const look = async () => {
      expect(await find({ search: 'ZOË.lead' })).toEqual([fifth, first]);
      expect(await find({ search: 'zoë', result: 'denied' })).toEqual([fifth]);
      expect(await find({ search: 'body_known' })).toEqual([second]);
      expect(await find({ search: 'body-known' })).toEqual([]);
      expect(await find({ search: team })).toEqual([third]);
      expect(await find({ search: 'dget.up' })).toEqual([fourth]);
      expect(await find({ search: 'gateway' })).toEqual([]);
      expect(await find({ search: 'gateway', action: 'usage.batch' })).toEqual([sixth]);
      const pages: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await listAuditEntries.execute(as(scene.company.admin), { search: 'lead@', limit: 1, ...(cursor ? { cursor } : {}) });
        pages.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor;
      }
      expect(pages).toEqual([fifth, first]);
    };
    await look();
    await sealAll(scene.database, undefined, scene.company.tenantId);
    await look();
    // What is in more names than are looked up finds the same.
    await scene.database.superuser`insert into audit_term (tenant_id, kind, term, actor_id)
      select ${scene.company.tenantId}, 'actor', 'zoë ' || n, gen_random_uuid() from generate_series(1, 300) as n`;
    expect(await find({ search: 'ZOË.lead' })).toEqual([fifth, first]);
    expect(await find({ search: 'zoë' })).toEqual([fifth, first]);
  });

  it('is read page by page without losing or doubling a line, also while new ones come', async () => {
    const ids = await write(Array.from({ length: 25 }, () => ({})));
    const seen: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await listAuditEntries.execute(as(scene.company.admin), {
        action: 'team.*',
        limit: 4,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
      await inside((tx) =>
        tx.insert(auditEntry).values({
          ...{ tenantId: scene.company.tenantId, id: newUuid(), occurredAt: new Date(), requestId: newUuid() },
          ...{ actorKind: 'system', actorName: 's', action: 'team.create', resourceKind: 'team', resourceId: 'x' },
        }),
      );
    }
    expect(seen).toEqual(ids.toReversed());
    for (const forged of ['x', encodeCursor(['not a uuid']), encodeCursor([ids[0] ?? '', 'more'])])
      expect(await faultOf(listAuditEntries.execute(as(scene.company.admin), { cursor: forged }))).toBe('invalid_cursor');
  });

  it('shows one entry with what changed, and nobody else’s', async () => {
    const before = { name: 'A', nested: { list: [1, null] } };
    const [id] = await write([{ before, after: { name: 'B' }, ip: '2001:db8::1', userAgent: 'Firefox' }]);
    const entry = await getAuditEntry.execute(as(scene.company.admin), { entry_id: toPublicId('auditEntry', id ?? '') });
    expect(entry).toMatchObject({ before, after: { name: 'B' }, ip: '2001:db8::1', user_agent: 'Firefox', occurred_at: new Date(start) });
    const other = await scene.otherCompany();
    const theirs = getAuditEntry.execute(invocationOf(scene.runtime, other, other.admin), { entry_id: toPublicId('auditEntry', id ?? '') });
    expect(await faultOf(theirs)).toBe('not_found');
  });

  it('is for who holds audit.read, and reading it is itself in it [AUD-1]', async () => {
    for (const person of [scene.company.lead, scene.company.member, scene.company.guest])
      expect(await faultOf(listAuditEntries.execute(as(person), {}))).toBe('forbidden');
    await listAuditEntries.execute(as(scene.company.admin), { result: 'denied' });
    const { data } = await listAuditEntries.execute(as(scene.company.admin), { action: 'audit.*' });
    expect(data).toMatchObject([{ action: 'audit.list', actor_name: scene.company.admin.email, resource_kind: 'audit' }]);
  });

  it('cannot be changed or shortened through the application’s role [AUD-2]', async () => {
    await write([{}]);
    await expect(inside((tx) => tx.update(auditEntry).set({ actorName: 'x' }))).rejects.toMatchObject({ cause: { code: '42501' } });
    await expect(inside((tx) => tx.delete(auditEntry))).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('answers from an index, however the entries are filtered', async () => {
    const values = Array.from({ length: 1000 }, (_, index) => ({
      action: index % 2 === 0 ? 'team.create' : 'user.update',
      actorId: newUuid(),
    }));
    for (let batch = 0; batch < 10; batch += 1) await write(values);
    await scene.database.superuser`analyze audit_entry`;
    const plan = async (where: string) => {
      const rows = await scene.database.superuser.unsafe(
        `explain select id from audit_entry where tenant_id = '${scene.company.tenantId}' and ${where} order by id desc limit 51`,
      );
      return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    };
    for (const where of [
      'true',
      "action = 'team.create'",
      `actor_id = '${newUuid()}'`,
      "resource_kind = 'team' and resource_id = 'team_x'",
    ]) {
      // The partitions without a row are read as they lie.
      expect(await plan(where)).toMatch(/Index (Only )?Scan Backward .* on audit_entry_past/);
      expect(await plan(where)).not.toMatch(/Seq Scan on audit_entry_past/);
    }
  });
});
