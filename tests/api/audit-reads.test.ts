import { and, desc, eq, like } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getMe, getSecuritySettings, listSessions, updateSecuritySettings } from '#lib/identity/index.ts';
import { getTeam, listTeams } from '#lib/organization/index.ts';
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
