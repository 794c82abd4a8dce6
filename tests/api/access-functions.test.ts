import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import { heldRoles, permissionsOfRole } from '#lib/command/held-roles.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { loadPerson } from '#lib/command/load-person.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let own: SampleCompany;
let other: SampleCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  own = await createSampleCompany(database, 'own');
  other = await createSampleCompany(database, 'other');
});
afterAll(() => database.drop());

const now = new Date();
const person = (inside: string, tenantId: string, sessionId: string) =>
  inTenant(database.databases.app, inside, (tx) => loadPerson(tx, { tenantId, sessionId }, now));
const grants = (inside: string, tenantId: string, userId: string) =>
  inTenant(database.databases.app, inside, (tx) => loadGrants(tx, tenantId, userId, now));
const nobody = { person: undefined, grants: [] };

describe('[IAM-2] who asks and what they hold', () => {
  it('is what roles, groups and parents say to everybody else who asks', async () => {
    for (const { userId, sessionId, email } of [own.admin, own.lead, own.member, own.seller, own.guest]) {
      const held = await inTenant(database.databases.app, own.tenantId, (tx) =>
        tx.execute(sql`select r.name as "roleName", ${permissionsOfRole(own.tenantId, sql`r.id`)} as permissions, r.level, h.scope_kind as "scopeKind", h.scope_id as "scopeId"
          from ${heldRoles(own.tenantId, now)} h join role r on r.tenant_id = ${own.tenantId} and r.id = h.role_id where h.user_id = ${userId}
          union all select r.name, ${permissionsOfRole(own.tenantId, sql`r.id`)}, r.level, 'team', m.team_id
          from membership m join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead' where m.user_id = ${userId} and m.team_role = 'lead'`),
      );
      expect(held.length).toBeGreaterThan(0);
      const loaded = await person(own.tenantId, own.tenantId, sessionId);
      expect(loaded.person).toMatchObject({ userId, email, tenantStatus: 'active', mustChangePassword: false, isGoverned: false });
      expect(new Set(loaded.grants)).toEqual(new Set(held));
      expect(new Set(await grants(own.tenantId, own.tenantId, userId))).toEqual(new Set(held));
    }
  });

  it('tells of nobody in another tenant, whichever is named', async () => {
    for (const tenantId of [own.tenantId, other.tenantId]) {
      expect(await person(own.tenantId, tenantId, other.admin.sessionId)).toEqual(nobody);
      expect(await grants(own.tenantId, tenantId, other.admin.userId)).toEqual([]);
    }
    expect(await person(own.tenantId, other.tenantId, own.admin.sessionId)).toEqual(nobody);
    const outside = await database.databases.app.execute(
      sql`select * from person_of_session(${own.tenantId}, ${own.admin.sessionId}, now()) union all
        select p.* from grants_of(${own.tenantId}, ${own.admin.userId}, now()), person_of_session(${own.tenantId}, ${own.admin.sessionId}, now()) p`,
    );
    expect(outside).toHaveLength(0);
  });

  it('ends with the session, and with the account', async () => {
    const { sessionId, userId } = own.guest;
    expect(
      (await inTenant(database.databases.app, own.tenantId, (tx) => loadPerson(tx, { ...own, sessionId }, new Date('2999-01-01')))).person,
    ).toBe(undefined);
    await database.superuser`update session set revoked_at = now() where id = ${sessionId}`;
    expect(await person(own.tenantId, own.tenantId, sessionId)).toEqual(nobody);
    await database.superuser`update session set revoked_at = null where id = ${sessionId}`;
    await database.superuser`update user_account set status = 'deactivated' where id = ${userId}`;
    expect(await person(own.tenantId, own.tenantId, sessionId)).toEqual(nobody);
  });
});
