import { describe, expect, it } from 'vitest';
import { role, roleAssignment } from '#db/schema/index.ts';
import { createBiToken } from '#lib/bi-tokens/index.ts';
import type { Invocation } from '#lib/command/context.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createToken } from '#lib/credentials/index.ts';
import { createDashboard } from '#lib/dashboards/index.ts';
import { createEmbed } from '#lib/embeds/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

/** Things that act with the rights of somebody else, in the hands of people and tokens who hold less. */

const scene = companyScene('borrowed-rights');
const admin = () => scene.as(scene.company.admin);

/** Gives somebody a role of the organization with these permissions, besides what they hold. */
async function give(person: SamplePerson, permissions: readonly string[], level = 60): Promise<string> {
  const { tenantId } = scene.company;
  const id = newUuid();
  await scene.inside(async (tx) => {
    await tx.insert(role).values({ tenantId, id, name: `role-${id}`, title: 'Some', level, permissions: [...permissions] });
    await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: person.userId, roleId: id, scopeKind: 'tenant' });
  });
  return id;
}

/** An administrator's own token with these permissions alone. */
async function byToken(...permissions: Permission[]): Promise<Invocation> {
  const { id } = await createToken.execute(admin(), { name: newUuid(), owner: 'person', permissions });
  const { tenantId } = scene.company;
  return { ...admin(), authentication: { tenantId, sessionId: id, via: 'api_token' } };
}

describe('[IAM-2] rights of others', () => {
  it('do not come by a token for SQL to who may not see all calls, and no token makes one', async () => {
    const { guest, member } = scene.company;
    await give(guest, ['tokens.*']);
    await give(member, ['tokens.*', 'usage.read', 'analytics.read']);
    const make = (by: Invocation) => faultOf(createBiToken.execute(by, { name: 'Tool' }));
    expect(await make(scene.as(guest))).toBe('forbidden');
    expect(await make(scene.as(member))).toBe('success');
    expect(await make(await byToken('tokens.write', 'usage.read', 'analytics.read'))).toBe('forbidden');
    expect(await make(admin())).toBe('success');
  });

  it('do not come by an embed that a narrow token of an administrator makes [ANA-6]', async () => {
    const { id } = await createDashboard.execute(admin(), { name: 'Board', range: '7d', template: 'blank' });
    const wanted = { name: 'Wall', dashboard_id: toPublicId('dashboard', id), origins: ['https://wall.example.com'] };
    expect(await faultOf(createEmbed.execute(await byToken('embeds.write'), wanted))).toBe('forbidden');
    const wide = await byToken('embeds.write', 'analytics.read', 'budgets.read');
    expect(await faultOf(createEmbed.execute(wide, wanted))).toBe('success');
  });
});
