import { describe, expect, test } from 'vitest';
import { costCenter, project } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { splitByShares } from '#lib/cost-centers/split-amount.ts';
import { downloadStatement, issueStatement, previewStatement, readChargeback, setStatementSettings } from '#lib/statements/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { dayMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();
const sumOf = (rows: readonly { amount_usd: bigint }[]): bigint => rows.reduce((sum, { amount_usd: amount }) => sum + amount, 0n);

/** Two cost centers, a project, and calls whose shares do not divide evenly, on several days. */
async function splitCalls() {
  const { tenantId, searchId, fieldId } = scene.company;
  const [one = '', other = ''] = [newUuid(), newUuid()].sort();
  const projectId = newUuid();
  await inTenant(scene.database.databases.app, tenantId, async (tx) => {
    await tx.insert(costCenter).values([
      { tenantId, id: one, code: 'CC-1', name: 'Research' },
      { tenantId, id: other, code: 'CC-2', name: 'Sales' },
    ]);
    await tx.insert(project).values({ tenantId, id: projectId, slug: 'assistant', name: 'Assistant' });
  });
  const costShares = [
    { costCenterId: one, partsPerMillion: 333_333 },
    { costCenterId: other, partsPerMillion: 666_667 },
  ];
  const calls = Array.from({ length: 60 }, (_, index) =>
    companyCall(scene.company, {
      atMs: octoberMs + (index % 20) * dayMs + index,
      costNanoUsd: 1_000_003n + BigInt(index * 7),
      by: { teamId: index % 2 === 0 ? searchId : fieldId, projectId, costShares },
    }),
  );
  const free = companyCall(scene.company, { atMs: octoberMs + dayMs, costNanoUsd: 5_000_000n, by: { teamId: searchId } });
  await postCalls(scene.database, [...calls, free]);
  const ofCenter = (id: string) =>
    calls.reduce(
      (sum, call) => sum + (splitByShares(call.costNanoUsd, costShares).find((part) => part.costCenterId === id)?.nanoUsd ?? 0n),
      0n,
    );
  const total = calls.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
  return { one, other, projectId, ofCenter, total, free: free.costNanoUsd };
}

describe('[COST-7] [ORG-6] chargeback', () => {
  test('splits a statement over the cost centers that its calls carried, call by call, and sums to it exactly', async () => {
    const { one, other, ofCenter, total, free } = await splitCalls();
    await setStatementSettings.execute(scene.admin(), { default_cost_center: 'CC-0' });
    const stated = await issueStatement.execute(scene.admin(), {});
    expect(stated.total_usd).toBe(total + free);
    expect(stated.allocations.map(({ cost_center: code, amount_usd: amount }) => [code, amount])).toEqual([
      ['CC-0', free],
      ['CC-1', ofCenter(one)],
      ['CC-2', ofCenter(other)],
    ]);
    expect(sumOf(stated.allocations)).toBe(stated.total_usd);
  });

  test('states a cost center and a project by themselves; centers sum to the calls that carried them', async () => {
    const { one, other, projectId, ofCenter, total } = await splitCalls();
    const preview = (input: object) => previewStatement.execute(scene.admin(), { day: '2026-10-15', ...input });
    const [first, second] = [
      await preview({ scope: 'cost_center', cost_center_id: toPublicId('costCenter', one) }),
      await preview({ scope: 'cost_center', cost_center_id: toPublicId('costCenter', other) }),
    ];
    expect([first.total_usd, second.total_usd]).toEqual([ofCenter(one), ofCenter(other)]);
    expect(first.total_usd + second.total_usd).toBe(total);
    expect(sumOf(first.lines)).toBe(first.total_usd);
    expect(first).toMatchObject({ calls: 60, scope: { name: 'Research' }, terms: { cost_center: 'CC-1' } });
    const ofProject = await preview({ scope: 'project', project_id: toPublicId('project', projectId) });
    expect(ofProject).toMatchObject({ total_usd: total, calls: 60, scope: { name: 'Assistant' } });
  });

  test('says for each cost center which teams it bears', async () => {
    const { one, ofCenter, total, free } = await splitCalls();
    const { data, total_usd: whole } = await readChargeback.execute(scene.admin(), { day: '2026-10-15' });
    expect(whole).toBe(total + free);
    for (const row of data) expect(sumOf(row.teams)).toBe(row.amount_usd);
    const research = data.find(({ cost_center_id: id }) => id === one);
    expect(research?.amount_usd).toBe(ofCenter(one));
    expect(research?.teams.map(({ team_name: name }) => name).sort()).toEqual(['Field', 'Search']);
    expect(data.reduce((sum, { percent }) => sum + (percent ?? 0), 0)).toBeCloseTo(100, 2);
  });

  test('goes into the journal by cost center', async () => {
    await splitCalls();
    await setStatementSettings.execute(scene.admin(), {
      default_cost_center: 'CC-0',
      sap: { company_code: '1000', expense_account: '476100', clearing_account: '199100' },
    });
    const stated = await issueStatement.execute(scene.admin(), {});
    const { pieces } = await downloadStatement.open(scene.admin(), { statement_id: toPublicId('statement', stated.id), format: 'sap' });
    let text = '';
    for await (const piece of pieces) text += piece;
    expect([...text.matchAll(/,(CC-\d),/g)].map(([, code]) => code)).toEqual(['CC-0', 'CC-1', 'CC-2']);
  });
});
