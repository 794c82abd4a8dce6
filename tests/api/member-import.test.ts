import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, membership, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importFaultsMax, importRowsMax } from '#lib/contracts/members.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { importMembers } from '#lib/organization/index.ts';
import { companyScene } from '#tests/support/company-scene.ts';
import { invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('import');
const { inside } = scene;

async function* fileOf(content: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(content);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

const run = (person: SamplePerson, content: string, options: { on_fault?: 'abort' | 'skip' } = {}) =>
  importMembers.execute(
    invocationOf(scene.runtime, scene.company, person),
    { team_id: toPublicId('team', scene.company.searchId), ...options },
    fileOf(content),
  );

const faultsOf = (work: Promise<unknown>) =>
  work.then(
    () => 'success',
    (error: unknown) => (error instanceof AppError ? { code: error.code, errors: error.errors, detail: error.detail } : error),
  );

const rolesInTeam = () =>
  inside(async (tx) => {
    const rows = await tx
      .select({ email: userAccount.email, teamRole: membership.teamRole })
      .from(membership)
      .innerJoin(userAccount, eq(userAccount.id, membership.userId))
      .where(eq(membership.teamId, scene.company.searchId));
    return Object.fromEntries(rows.map((row) => [row.email.split('@')[0], row.teamRole]));
  });

const at = (name: string) => `${name}@${scene.company.slug}.example`;

describe('a file of members [ORG-3]', () => {
  it('adds, changes and leaves alone, and says how many of each', async () => {
    const content = `\uFEFFTeam_Role,EMAIL\r\nmember,"${at('seller').toUpperCase()}"\r\n,${at('guest')}\r\nlead,${at('member')}\r\nlead,${at('lead')}\r\n`;
    expect(await run(scene.company.lead, content)).toEqual({ rows: 4, added: 2, changed: 1, unchanged: 1, fault_count: 0, faults: [] });
    expect(await rolesInTeam()).toEqual({ lead: 'lead', member: 'lead', seller: 'member', guest: 'member' });
    const entries = await inside((tx) => tx.select().from(auditEntry));
    expect(entries.map(({ action, resourceKind }) => `${action} ${resourceKind}`)).toEqual(Array(3).fill('member.import member'));
    expect(await run(scene.company.lead, content)).toMatchObject({ added: 0, changed: 0, unchanged: 4 });
    expect(await inside((tx) => tx.select().from(auditEntry))).toHaveLength(3);
  });

  it('leaves leads leads where it has no column of roles', async () => {
    const content = `email\n${at('lead')}\n${at('seller')}\n`;
    expect(await run(scene.company.lead, content)).toMatchObject({ added: 1, changed: 0, unchanged: 1 });
    expect(await rolesInTeam()).toMatchObject({ lead: 'lead', seller: 'member' });
    expect(await run(scene.company.admin, `email,team_role\n${at('lead')},\n`)).toMatchObject({ changed: 1 });
  });

  it('changes nothing when one row is faulty, and names every fault with its line and column', async () => {
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, scene.company.guest.userId)));
    const rows = [
      at('seller'),
      'nobody@example.com',
      'not an address',
      at('guest'),
      at('seller'),
      `${at('admin')},boss`,
      `${at('admin')},member,x`,
    ];
    const content = `email,team_role\n${rows.map((row) => (row.includes(',') ? row : `${row},member`)).join('\n')}\n`;
    expect(await faultsOf(run(scene.company.lead, content))).toEqual({
      code: 'validation_failed',
      detail: '6 rows could not be taken over. Nothing was changed.',
      errors: [
        { pointer: '/lines/3/email', detail: 'Nobody in the organization has this e-mail address' },
        { pointer: '/lines/4/email', detail: 'Not an e-mail address' },
        { pointer: '/lines/5/email', detail: 'This person is deactivated' },
        { pointer: '/lines/6/email', detail: 'Stands in line 2 already' },
        { pointer: '/lines/7/team_role', detail: 'Must be lead or member' },
        { pointer: '/lines/8', detail: 'Has 3 fields, the header has 2' },
      ],
    });
    expect(Object.keys(await rolesInTeam()).sort()).toEqual(['lead', 'member']);
    expect(await run(scene.company.lead, content, { on_fault: 'skip' })).toMatchObject({ rows: 7, added: 1, fault_count: 6 });
    expect(Object.keys(await rolesInTeam()).sort()).toEqual(['lead', 'member', 'seller']);
  });

  it.each([
    ['an empty file', '', '/lines/1'],
    ['a header without email', 'team_role\nmember\n', '/lines/1'],
    ['a column we do not know', 'email,salary\na@example.com,1\n', '/lines/1'],
    ['a column that stands twice', 'email,email\n', '/lines/1'],
    ['a quotation mark that is never closed', 'email\n"a@example.com\n', '/lines/2'],
  ])('refuses %s', async (_, content, pointer) => {
    expect(await faultsOf(run(scene.company.lead, content))).toMatchObject({
      code: 'validation_failed',
      errors: [expect.objectContaining({ pointer })],
    });
  });

  it('refuses more rows than it may have, and reports the first faults of many', async () => {
    const many = (count: number) => `email\n${Array.from({ length: count }, (_, index) => `p${index}@example.com`).join('\n')}\n`;
    expect(await faultsOf(run(scene.company.lead, many(importRowsMax + 1)))).toMatchObject({
      errors: [{ pointer: `/lines/${importRowsMax + 2}` }],
    });
    const result = await run(scene.company.lead, many(importRowsMax), { on_fault: 'skip' });
    expect(result).toMatchObject({ rows: importRowsMax, fault_count: importRowsMax, added: 0 });
    expect(result.faults).toHaveLength(importFaultsMax);
    expect(result.faults[0]).toMatchObject({ line: 2 });
  });

  it('is for those who may work on the members, and makes leads only for those who may', async () => {
    expect(await faultsOf(run(scene.company.member, `email\n${at('seller')}\n`))).toMatchObject({ code: 'forbidden' });
    expect(await faultsOf(run(scene.company.guest, `email\n${at('seller')}\n`))).toMatchObject({ code: 'not_found' });
  });

  it('finds nobody of another tenant', async () => {
    const other = await scene.otherCompany();
    const userId = newUuid();
    await inTenant(scene.database.databases.app, other.tenantId, (tx) =>
      tx.insert(userAccount).values({ tenantId: other.tenantId, id: userId, email: 'both@example.com' }),
    );
    expect(await faultsOf(run(scene.company.admin, 'email\nboth@example.com\n'))).toMatchObject({
      errors: [{ pointer: '/lines/2/email' }],
    });
  });
});
