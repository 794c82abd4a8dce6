import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { notificationDelivery } from '#db/schema/index.ts';
import { openAlert } from '#lib/alerts/open-alert.ts';
import { requestApproval } from '#lib/approvals/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { loadProtection } from '#lib/gateway/snapshot/load-protection.ts';
import { getMe } from '#lib/identity/index.ts';
import { createKey, rotateKey, updateKey } from '#lib/keys/index.ts';
import { createChannel } from '#lib/notifications/index.ts';
import { createTeam, listTeams } from '#lib/organization/index.ts';
import { updateDepartmentSettings, updateTeamSettings, updateTenantSettings } from '#lib/place-settings/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('security-levels');
const { as, inside } = scene;
const admin = () => as(scene.company.admin);
const inEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const inSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe('the security level of a place', () => {
  it('asks a second factor of its people at once, and ends their idle sessions [ORG-1] [ORG-2]', async () => {
    const { member, seller } = scene.company;
    const idle = (person: { readonly userId: string }, minutes: number) =>
      scene.database
        .superuser`update session set last_seen_at = now() - make_interval(mins => ${minutes}) where user_id = ${person.userId}`;
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), security_level: 'elevated' });
    await idle(member, 61);
    await idle(seller, 61);
    expect(await faultOf(getMe.execute(as(member), {}))).toBe('unauthenticated');
    expect(await faultOf(getMe.execute(as(seller), {}))).toBe('success');
    await idle(member, 16);
    expect(await faultOf(getMe.execute(as(member), {}))).toBe('success');
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), security_level: 'strict' });
    await idle(member, 16);
    expect(await faultOf(getMe.execute(as(member), {}))).toBe('unauthenticated');
    await idle(member, 0);
    expect(await faultOf(listTeams.execute(as(member), {}))).toBe('factor_enrolment_required');
    expect(await faultOf(listTeams.execute(as(seller), {}))).toBe('success');
  });

  it('says of which class its calls are at least, and that those of a strict one go over HTTPS; a team does not loosen it [ORG-1] [ORG-3]', async () => {
    const { tenantId, searchId, fieldId, engineeringId } = scene.company;
    const load = () => inside((tx) => loadProtection(tx, tenantId));
    await updateTenantSettings.execute(admin(), { security_level: 'standard' });
    expect(await load()).toBeNull();
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), security_level: 'strict' });
    await updateTeamSettings.execute(admin(), { ...inSearch(), security_level: 'standard' });
    const strict = await load();
    expect(strict?.of(searchId, null).levelClass).toBe('restricted');
    expect(strict?.of(null, engineeringId).handlingOf('restricted').encryption_required).toBe(true);
    expect(strict?.of(fieldId, null).levelClass).toBeNull();
    expect(strict?.of(fieldId, null).handlingOf('restricted').encryption_required).toBe(false);
    await updateTenantSettings.execute(admin(), { security_level: 'elevated' });
    const all = await load();
    expect([all?.of(fieldId, null).levelClass, all?.of(searchId, null).levelClass]).toEqual(['confidential', 'restricted']);
    expect(all?.of(null, null).levelClass).toBe('confidential');
  });

  it('gives keys that are made there an end, and refuses a later one [ORG-2] [IAM-7]', async () => {
    const endless = await createKey.execute(admin(), { name: 'Old', kind: 'team', ...inSearch() });
    expect(endless.expires_at).toBeNull();
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), security_level: 'strict' });
    const late = new Date(Date.now() + 100 * dayMs).toISOString();
    const soon = new Date(Date.now() + 30 * dayMs).toISOString();
    const make = (more: object) => createKey.execute(admin(), { name: 'New', kind: 'team', ...inSearch(), ...more });
    expect(await faultOf(make({ expires_at: late }))).toBe('validation_failed /expires_at');
    const made = await make({});
    const days = ((made.expires_at?.getTime() ?? 0) - Date.now()) / dayMs;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    const id = { key_id: toPublicId('key', made.id) };
    expect(await faultOf(updateKey.execute(admin(), { ...id, expires_at: null }))).toBe('validation_failed /expires_at');
    expect(await faultOf(updateKey.execute(admin(), { ...id, expires_at: late }))).toBe('validation_failed /expires_at');
    expect((await updateKey.execute(admin(), { ...id, expires_at: soon })).expires_at).toEqual(new Date(soon));
    const rotated = await rotateKey.execute(admin(), { key_id: toPublicId('key', endless.id) });
    expect(rotated.expires_at).not.toBeNull();
    const other = await createKey.execute(admin(), { name: 'Free', kind: 'team', team_id: toPublicId('team', scene.company.fieldId) });
    expect(other.expires_at).toBeNull();
  });

  it('is lowered only by who has just proved who they are [ORG-1]', async () => {
    await updateTenantSettings.execute(admin(), { security_level: 'elevated' });
    await scene.database
      .superuser`update session set verified_at = now() - interval '1 hour' where user_id = ${scene.company.admin.userId}`;
    for (const lower of ['standard', null] as const)
      expect(await faultOf(updateTenantSettings.execute(admin(), { security_level: lower }))).toBe('step_up_required');
    expect(await faultOf(updateTeamSettings.execute(admin(), { ...inSearch(), security_level: 'standard' }))).toBe('success');
  });
});

describe('tools with a channel', () => {
  const tool = (channelId: string | null) => ({ kind: 'slack' as const, name: '#search', channel_id: channelId });
  const channel = async (name: string) => {
    const made = await createChannel.execute(admin(), { name, kind: 'email', settings: { recipients: [`${name}@example.com`] } });
    return { id: made.id, wire: toPublicId('channel', made.id) };
  };
  const told = () =>
    inside((tx) =>
      tx
        .select({ channelId: notificationDelivery.channelId, event: notificationDelivery.event, message: notificationDelivery.message })
        .from(notificationDelivery)
        .where(eq(notificationDelivery.tenantId, scene.company.tenantId)),
    );

  it('hear of the alerts of their team and of teams in it, from beginning to end [ORG-3] [ALR-1]', async () => {
    const room = await channel('search');
    const { tenantId, fieldId, engineeringId } = scene.company;
    const nested = await createTeam.execute(admin(), { name: 'Ranking', parent_id: inSearch().team_id });
    const set = await updateTeamSettings.execute(admin(), { ...inSearch(), collaboration_tools: [tool(room.wire), tool(null)] });
    expect(set.own.collaboration_tools).toMatchObject([{ channel_id: room.id }, { channel_id: null }]);
    const open = (teamId: string | null, departmentId: string | null = null) => {
      const words = { title: 'Odd', summary: 'Odd', detail: {}, severity: 'warning' as const };
      const routing = { all: [], critical: [], escalations: [] };
      const found = { source: 'anomaly' as const, fingerprint: newUuid(), teamId, departmentId, ...words, routing };
      return inside((tx) => openAlert(tx, tenantId, found, new Date()));
    };
    const alert = await open(nested.id);
    expect(alert?.routing.all).toEqual([room.id]);
    for (const other of [fieldId, newUuid()]) await open(other);
    await open(null, engineeringId);
    expect(await told()).toMatchObject([{ channelId: room.id, event: 'alert.opened' }]);
  });

  it('hear of approvals, without the reason somebody gave [ORG-3] [COST-6]', async () => {
    const room = await channel('search');
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), collaboration_tools: [tool(room.wire)] });
    await requestApproval.execute(as(scene.company.member), {
      ...{ kind: 'key_request', name: 'Notebook', team_id: inSearch().team_id, reason: 'A secret of mine' },
    });
    const [asked, ...rest] = await told();
    expect(asked).toMatchObject({ channelId: room.id, event: 'approval.requested' });
    expect(JSON.stringify(asked?.message)).not.toContain('secret of mine');
    expect(rest).toEqual([]);
  });

  it('name channels that there are, and only those whose maker may see channels [ORG-3] [IAM-2]', async () => {
    const room = await channel('search');
    const set = (person: Parameters<typeof as>[0], id: string | null, more: object = {}) =>
      faultOf(updateTeamSettings.execute(as(person), { ...inSearch(), collaboration_tools: [{ ...tool(id), ...more }] }));
    const { admin: boss, lead } = scene.company;
    expect(await set(boss, toPublicId('channel', newUuid()))).toBe('validation_failed /collaboration_tools/0/channel_id');
    const other = await scene.otherCompany();
    const foreign = await createChannel.execute(invocationOf(scene.runtime, other, other.admin), {
      ...{ name: 'theirs', kind: 'email', settings: { recipients: ['a@example.com'] } },
    });
    expect(await set(boss, toPublicId('channel', foreign.id))).toBe('validation_failed /collaboration_tools/0/channel_id');
    expect(await set(lead, room.wire)).toBe('forbidden');
    expect(await set(boss, room.wire)).toBe('success');
    // What somebody who may has named stays when the lead changes the rest.
    expect(await set(lead, room.wire, { name: '#search-team' })).toBe('success');
  });
});
