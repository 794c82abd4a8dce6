import { expect, it } from 'vitest';
import { department, team } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { archiveTeam, createDepartment, createTeam } from '#lib/organization/index.ts';
import { listNodes } from '#lib/organization-tree/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('organization-tree');
const { as } = scene;
const admin = () => as(scene.company.admin);
const dollar = 1_000_000_000n;

it('is walked level by level, departments before teams, with counts and the spend of the month [ORG-2] [ORG-3]', async () => {
  const { company } = scene;
  const engineering = { department_id: toPublicId('department', company.engineeringId) };
  const platform = await createDepartment.execute(admin(), { name: 'Platform', parent_id: engineering.department_id });
  const ranking = await createTeam.execute(admin(), { name: 'Ranking', parent_id: toPublicId('team', company.searchId) });
  await createTeam.execute(admin(), { name: 'Alone' });
  const old = await createTeam.execute(admin(), { name: 'Old' });
  await archiveTeam.execute(admin(), { team_id: toPublicId('team', old.id) });
  const by = { departmentId: company.engineeringId, teamId: company.searchId };
  await postCalls(scene.database, [
    companyCall(company, { atMs: Date.now(), by, costNanoUsd: dollar }),
    companyCall(company, { atMs: Date.now(), by: { ...by, teamId: ranking.id }, costNanoUsd: 2n * dollar }),
    companyCall(company, { atMs: Date.now(), by: { departmentId: platform.id }, costNanoUsd: 4n * dollar }),
    companyCall(company, { atMs: Date.now() - 40 * 86_400_000, by, costNanoUsd: 64n * dollar }),
  ]);
  const top = await listNodes.execute(admin(), {});
  expect(top.data).toMatchObject([
    { kind: 'department', name: 'Engineering', departments: 1, teams: 1, people: null, spend_usd: 7n * dollar, within: [] },
    { kind: 'department', name: 'Sales', departments: 0, teams: 1, spend_usd: 0n },
    { kind: 'team', name: 'Alone', people: 0, spend_usd: 0n },
  ]);
  expect((await listNodes.execute(admin(), engineering)).data).toMatchObject([
    { name: 'Platform', spend_usd: 4n * dollar },
    { name: 'Search', teams: 1, people: 2, spend_usd: 3n * dollar },
  ]);
  const inSearch = await listNodes.execute(admin(), { team_id: toPublicId('team', company.searchId) });
  expect(inSearch.data).toMatchObject([{ name: 'Ranking', spend_usd: 2n * dollar }]);
  const found = await listNodes.execute(admin(), { search: 'RANK' });
  expect(found.data).toMatchObject([{ name: 'Ranking', within: ['Engineering', 'Search'] }]);
});

it('is paged without skipping a row, and shows spend to those who may see it [ORG-9]', async () => {
  const { company } = scene;
  await scene.inside(async (tx) => {
    const many = Array.from({ length: 120 }, (_, index) => `N${index % 2 === 0 ? 'a' : 'B'}${index}`);
    await tx.insert(department).values(many.map((name) => ({ tenantId: company.tenantId, id: newUuid(), name: `D ${name}` })));
    await tx.insert(team).values(many.map((name) => ({ tenantId: company.tenantId, id: newUuid(), name: `T ${name}` })));
  });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listNodes.execute(admin(), { limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(242);
  expect(seen).toHaveLength(242);
  const ofMember = await listNodes.execute(as(company.seller), { search: 'Search' });
  expect(ofMember.data.every(({ spend_usd }) => spend_usd === null)).toBe(true);
  const inSearch = await listNodes.execute(as(company.lead), { search: 'Search' });
  expect(inSearch.data).toMatchObject([{ name: 'Search', spend_usd: 0n }]);
  expect(await faultOf(listNodes.execute(admin(), { cursor: 'nonsense' }))).toBe('invalid_cursor');
});
