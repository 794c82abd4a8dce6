import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { department, project, role, roleAssignment, team, userAccount } from '#db/schema/index.ts';
import { Access, type Placement, reachOf } from '#lib/command/access.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { OperationScope } from '#lib/contracts/operation.ts';
import { operations } from '#lib/contracts/operations.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { newUuid } from '#lib/core/ids.ts';
import { companyScene } from '#tests/support/company-scene.ts';
import { holderTable, roleLetters } from './permissions/holder-table.ts';
import { operationTable } from './permissions/operation-table.ts';

const scene = companyScene('matrix');

const scopeText = (scope: OperationScope): string =>
  typeof scope === 'string' ? scope : scope.of + (scope.absent === undefined ? '' : `, else ${scopeText(scope.absent)}`);

describe('[IAM-1] what operations ask for', () => {
  it('is what the table says, for every operation and no other', () => {
    const declared = operations.map(({ name, permission, ownPermission, scope }) => ({
      ...{ name, permission: permission ?? 'none', own: ownPermission ?? '-', scope: scopeText(scope) },
    }));
    const written = operationTable.flatMap(([permission, own, scope, names]) =>
      names.split(' ').map((name) => ({ name, permission, own, scope })),
    );
    const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
    expect(declared.toSorted(byName)).toEqual(written.toSorted(byName));
  });

  it('is a permission for everything but oneself, and every permission opens something', () => {
    for (const { name, permission, scope } of operations) if (permission === null) expect(['self', 'public'], name).toContain(scope);
    // Held for what is not an operation: calls of the gateway, the directory's own protocol, and answers that are the caller's own,
    // and addresses that a report may go to.
    const used = new Set<string>([
      ...operations.flatMap(({ permission, ownPermission }) => [permission ?? '', ownPermission ?? '']),
      'gateway.use',
      'scim.provision',
      'reports.external',
    ]);
    expect(allPermissions.filter((name) => !used.has(name))).toEqual([]);
  });
});

/**
 * A company under which lie Engineering (with Search, in it Ranking, and the project App of Search) and Sales (with Field and its
 * project Tour). Where a role is granted, and the places it then holds on.
 */
const reaches = {
  tenant: 'tenant group engineering search ranking app sales field tour',
  group: 'group engineering search ranking app sales field tour',
  engineering: 'engineering search ranking app',
  search: 'search ranking app',
  ranking: 'ranking',
  app: 'app',
  sales: 'sales field tour',
} as const;
const grantedOn = ['tenant', 'group', 'engineering', 'search', 'ranking', 'app', 'sales'] as const;
type Place = 'tenant' | 'group' | 'engineering' | 'search' | 'ranking' | 'app' | 'sales' | 'field' | 'tour';

let ids: Readonly<Record<Place, string>>;
const kinds: Readonly<Record<Place, 'tenant' | 'department' | 'team' | 'project'>> = {
  ...{ tenant: 'tenant', group: 'department', engineering: 'department', sales: 'department' },
  ...{ search: 'team', ranking: 'team', field: 'team', app: 'project', tour: 'project' },
};

beforeEach(async () => {
  const { tenantId, engineeringId, salesId, searchId, fieldId } = scene.company;
  const made = { group: newUuid(), ranking: newUuid(), app: newUuid(), tour: newUuid() };
  ids = { ...made, tenant: tenantId, engineering: engineeringId, sales: salesId, search: searchId, field: fieldId };
  await scene.inside(async (tx) => {
    await tx.insert(department).values({ tenantId, id: made.group, name: 'Group' });
    await tx.update(department).set({ parentId: made.group }).where(eq(department.name, 'Engineering'));
    await tx.update(department).set({ parentId: made.group }).where(eq(department.name, 'Sales'));
    await tx.insert(team).values({ tenantId, id: made.ranking, name: 'Ranking', parentId: searchId });
    await tx.insert(project).values([
      { tenantId, id: made.app, slug: 'app', name: 'App', teamId: searchId },
      { tenantId, id: made.tour, slug: 'tour', name: 'Tour', teamId: fieldId },
    ]);
  });
});

/** Somebody who holds one role on one place and nothing else. */
async function holderOf(roleName: string, place: (typeof grantedOn)[number]): Promise<Access> {
  const { tenantId } = scene.company;
  const userId = newUuid();
  const now = new Date();
  const scopeKind = kinds[place];
  const grants = await scene.inside(async (tx) => {
    await tx.insert(userAccount).values({ tenantId, id: userId, email: `${userId}@example.com`, name: roleName });
    const [granted] = await tx.select().from(role).where(eq(role.name, roleName));
    const scope = { scopeKind, scopeId: scopeKind === 'tenant' ? null : ids[place] };
    await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId, roleId: granted?.id ?? '', ...scope });
    return loadGrants(tx, tenantId, userId, now);
  });
  return new Access({ tenantId, userId, sessionId: '', email: '', name: '', mustChangePassword: false, mustEnrol: false }, grants, {
    seenAt: now,
    verifiedAt: now,
  });
}

describe('[IAM-1] [IAM-2] what roles hold', () => {
  it.each(Object.entries(roleLetters))(
    '%s (%s), on each place it can be granted on: there and below, and nowhere else',
    async (letter, roleName) => {
      const held = allPermissions.filter((permission) => holderTable[permission]?.split(' ').includes(letter));
      expect(Object.keys(holderTable).sort()).toEqual([...allPermissions].sort());
      const nowhere: Placement = { departmentIds: [], teamIds: [], projectIds: [], userId: null };
      const placements = new Map<Place, Placement>();
      for (const [place, kind] of Object.entries(kinds) as [Place, (typeof kinds)[Place]][]) {
        const found = kind === 'tenant' ? nowhere : await scene.inside((tx) => placementOf(tx, scene.company.tenantId, kind, ids[place]));
        expect(found, place).toBeDefined();
        placements.set(place, found ?? nowhere);
      }
      for (const granted of grantedOn) {
        const access = await holderOf(roleName, granted);
        const within: readonly string[] = reaches[granted].split(' ');
        for (const [place, placement] of placements) {
          const actual = allPermissions.filter((permission) => access.allows(permission, placement));
          expect({ granted, place, actual }).toEqual({ granted, place, actual: within.includes(place) ? held : [] });
        }
      }
    },
  );

  it('reach exactly the rows of lists that lie there and below', async () => {
    for (const granted of grantedOn) {
      const access = await holderOf('auditor', granted);
      const reach = await scene.inside((tx) => reachOf(tx, access, 'teams.read'));
      const within = reaches[granted].split(' ').filter((place) => kinds[place as Place] !== 'tenant') as Exclude<Place, 'tenant'>[];
      const idsOf = (kind: string) =>
        within
          .filter((place) => kinds[place] === kind)
          .map((place) => ids[place])
          .sort();
      if (granted === 'tenant') expect(reach.everything).toBe(true);
      else {
        expect({ granted, ids: [...reach.departmentIds].sort() }).toEqual({ granted, ids: idsOf('department') });
        expect({ granted, ids: [...reach.teamIds].sort() }).toEqual({ granted, ids: idsOf('team') });
        expect(reach.projectIds).toEqual(granted === 'app' ? [ids.app] : []);
      }
    }
  });

  it('reach nothing of another tenant, whatever they are granted on', async () => {
    const other = await scene.otherCompany();
    const { tenantId } = scene.company;
    for (const [kind, id] of [
      ['department', other.engineeringId],
      ['team', other.searchId],
      ['user', other.member.userId],
    ] as const)
      expect(await scene.inside((tx) => placementOf(tx, tenantId, kind, id))).toBeUndefined();
    const access = await holderOf('super_admin', 'tenant');
    const inside = await scene.inside((tx) => tx.select().from(team));
    expect(inside.map(({ tenantId: owner }) => owner)).toEqual(inside.map(() => tenantId));
    expect(access.grants).toHaveLength(1);
  });
});
