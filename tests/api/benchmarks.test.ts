import { describe, expect, it } from 'vitest';
import { getBenchmarks } from '#lib/analytics/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('benchmarks');

/** Sixty calls of each team at so many thousandths of a dollar, and ten of one that is too small to compare. */
async function teamsAt(...costs: readonly number[]) {
  const { company, database } = scene;
  const teams = costs.map((cost, index) => ({ cost, id: index === 0 ? company.searchId : index === 1 ? company.fieldId : newUuid() }));
  const atMs = Date.now() - 3_600_000;
  const calls = [...teams, { cost: 99, id: newUuid() }].flatMap(({ cost, id }, index) =>
    Array.from({ length: index < teams.length ? 60 : 10 }, (_, call) =>
      companyCall(company, {
        ...{ atMs: atMs - call, by: { teamId: id }, costNanoUsd: BigInt(cost) * 1_000_000n },
        ...(call < cost ? { status: 'failed' as const } : {}),
      }),
    ),
  );
  await postCalls(database, calls);
}

describe('[ANA-4] benchmarks', () => {
  it('put teams beside the median and the other teams', async () => {
    await teamsAt(6, 3, 12);
    const answer = await getBenchmarks.execute(scene.as(scene.company.admin), { range: '7d' });
    expect(answer.teams).toBe(3);
    // A hundred and fifty tokens a call.
    expect(answer.median).toEqual({ cost_per_request_usd: 6_000_000n, cost_per_thousand_tokens_usd: 40_000_000n, success_rate: 0.9 });
    const search = answer.data.find(({ team }) => team.name === 'Search');
    expect(search).toMatchObject({ team: { id: scene.company.searchId }, requests: 60, cheaper_than: 0.5, steadier_than: 0.5 });
    expect(answer.data.map(({ cheaper_than: rank }) => rank).sort()).toEqual([0, 0.5, 1]);
  });

  it('show a lead their own team alone, and the others only as a crowd', async () => {
    await teamsAt(6, 3, 12);
    const few = await getBenchmarks.execute(scene.as(scene.company.lead), { range: '7d' });
    expect(few.data.map(({ team }) => team.id)).toEqual([scene.company.searchId]);
    expect([few.median, few.data[0]?.cheaper_than]).toEqual([null, null]);
    await teamsAt(6, 3, 12, 1, 2);
    const many = await getBenchmarks.execute(scene.as(scene.company.lead), { range: '7d' });
    expect(many.data).toHaveLength(1);
    expect(many.median).not.toBeNull();
    expect(await faultOf(getBenchmarks.execute(scene.as(scene.company.member), {}))).toBe('forbidden');
  });
});
