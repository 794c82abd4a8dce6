import { groupMember, groupRole, userGroup } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';

export interface GroupSeed {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly roles: ReadonlyMap<string, string>;
  readonly teams: ReadonlyMap<string, string>;
  readonly people: readonly { readonly id: string; readonly name: string; readonly team: string }[];
  readonly now: Date;
}

/** Inserts the demo's groups: a guild that looks across teams, and what a directory would say of finance and of the auditors. */
export async function seedGroups({ tx, tenantId, roles, teams, people, now }: GroupSeed): Promise<void> {
  const demo = [
    {
      ...{ name: 'Search guild', description: 'Whoever builds on the search of the platform', origin: 'manual' as const, externalId: null },
      ...{ role: 'team_lead', teamId: teams.get('Platform') ?? null, members: people.filter(({ team }) => team === 'Mobile').slice(0, 3) },
    },
    {
      ...{ name: 'halden-finance', description: '', origin: 'scim' as const, externalId: '00g1f9c2kq' },
      ...{ role: 'finance', teamId: null, members: people.filter(({ team }) => team === 'Finance').slice(0, 4) },
    },
    {
      ...{ name: 'halden-auditors', description: '', origin: 'scim' as const, externalId: '00g7r4m8zb' },
      ...{ role: 'auditor', teamId: null, members: people.filter(({ team }) => team === 'Platform').slice(-1) },
    },
  ];
  for (const { role, teamId, members, ...group } of demo) {
    const groupId = newUuid(now.getTime());
    await tx.insert(userGroup).values({ tenantId, id: groupId, ...group, createdAt: now, updatedAt: now });
    if (members.length > 0)
      await tx.insert(groupMember).values(members.map(({ id }) => ({ tenantId, groupId, userId: id, createdAt: now })));
    const scope = teamId === null ? { scopeKind: 'tenant' as const } : { scopeKind: 'team' as const, scopeId: teamId };
    await tx
      .insert(groupRole)
      .values({ tenantId, id: newUuid(now.getTime()), groupId, roleId: roles.get(role) ?? '', createdAt: now, ...scope });
  }
}
