import { and, desc, eq, like } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { listAssignments } from '#lib/access/index.ts';
import { listConnections } from '#lib/connections/index.ts';
import { operations } from '#lib/contracts/operations.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getTeamGovernance } from '#lib/governance/index.ts';
import { getMe, getSecuritySettings, listSessions, updateSecuritySettings } from '#lib/identity/index.ts';
import { listKeys } from '#lib/keys/index.ts';
import { getTeam, listMembers, listTeamMembers, listTeams } from '#lib/organization/index.ts';
import { exportPolicies } from '#lib/policies/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('audit-reads');
const admin = () => scene.as(scene.company.admin);
const lead = () => scene.as(scene.company.lead);
const inSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });

/** What the trail holds of readings by the operation, newest first. */
const readings = (action: string) =>
  scene.inside((tx) =>
    tx
      .select({ actor: auditEntry.actorId, result: auditEntry.result, resource: auditEntry.resourceId, after: auditEntry.after })
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, scene.company.tenantId), like(auditEntry.action, action)))
      .orderBy(desc(auditEntry.id)),
  );

afterEach(() => updateSecuritySettings.execute(admin(), { audit_reads: 'content' }));

describe('[AUD-1] readings', () => {
  it('of sessions and of policies as a file are noted in any case, of a team only where all are', async () => {
    await listSessions.execute(admin(), {});
    await exportPolicies.execute(admin(), {});
    await getTeam.execute(admin(), inSearch());
    expect([(await readings('session.list')).length, (await readings('policy.export')).length]).toEqual([1, 1]);
    expect(await readings('team.get')).toEqual([]);
  });

  it('of people, of credentials, and of the trail by another way are noted in any case', async () => {
    await listTeamMembers.execute(admin(), {});
    await listMembers.execute(admin(), inSearch());
    await listAssignments.execute(admin(), {});
    await listKeys.execute(admin(), {});
    await listConnections.execute(admin(), {});
    await getTeamGovernance.execute(admin(), inSearch());
    const of = ['team_member.list', 'member.list', 'role_assignment.list', 'key.list', 'connection.list', 'team_governance.get'];
    const counts = async () => Promise.all(of.map(async (action) => (await readings(action)).length));
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 0]);
    await getTeamGovernance.execute(admin(), { ...inSearch(), include: 'audit' });
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('that are noted are declared so for all that shows people, credentials, content and the trail', () => {
    const shown =
      /^(user|session|member|team_member|group_member|role_assignment|invitation|token|bi_token|client|key|connection)\.(list|get)$/;
    const isSilent = ({ name, http, recordsReads }: (typeof operations)[number]) =>
      shown.test(name) && http.method === 'GET' && recordsReads === undefined;
    expect(operations.filter(isSilent).map(({ name }) => name)).toEqual([]);
  });

  it('are all noted where the organization wants that, once a minute for the same question, with who asked for what', async () => {
    await updateSecuritySettings.execute(admin(), { audit_reads: 'all' });
    for (let time = 0; time < 3; time += 1) await getTeam.execute(lead(), inSearch());
    await listTeams.execute(lead(), { search: 'sea', limit: 5 });
    await listTeams.execute(lead(), { search: 'sea', limit: 6 });
    expect(await readings('team.get')).toEqual([
      {
        ...{ actor: scene.company.lead.userId, result: 'success', resource: inSearch().team_id },
        after: { http: 'GET /teams/{team_id}', input: inSearch() },
      },
    ]);
    expect((await readings('team.list')).map(({ after }) => after)).toEqual([{ http: 'GET /teams', input: { search: 'sea' } }]);
    // One's own account needs no permission.
    await getMe.execute(lead(), {});
    expect(await readings('me.get')).toEqual([]);
    // Who was refused saw nothing.
    expect(await faultOf(getSecuritySettings.execute(lead(), {}))).toBe('forbidden');
    expect(await readings('security_settings.get')).toEqual([]);
  });
});
