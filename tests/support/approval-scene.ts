import { roleAssignment } from '#db/schema/index.ts';
import { approveApproval, createRule, getApproval, listApprovals, rejectApproval, requestApproval } from '#lib/approvals/index.ts';
import { getBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { budgetIdOf, budgetScene } from './budget-scene.ts';
import type { SamplePerson } from './sample-company.ts';

export const approvalIdOf = toPublicId.bind(null, 'approval');

/** The chain of the product's own example: leads, departments, the organization. */
export const chain = [
  { role: 'team_lead', up_to_usd: '500' },
  { role: 'department_admin', up_to_usd: '2000' },
  { role: 'tenant_admin', up_to_usd: '10000' },
];

/** A company in which it is noon, with short ways to ask for things and to decide about them. */
export function approvalScene(prefix: string) {
  const { scene, create, forSearch } = budgetScene(prefix);
  const ask = (person: SamplePerson, input: object) => requestApproval.execute(scene.as(person), input);
  return {
    scene,
    ask,
    rule: (more: object = {}) =>
      createRule.execute(scene.as(scene.company.admin), { name: `Rule ${newUuid()}`, kind: 'budget_raise', levels: chain, ...more }),
    approve: (person: SamplePerson, id: string, more: object = {}) =>
      approveApproval.execute(scene.as(person), { approval_id: approvalIdOf(id), ...more }),
    reject: (person: SamplePerson, id: string) =>
      rejectApproval.execute(scene.as(person), { approval_id: approvalIdOf(id), comment: 'No' }),
    listed: async (person: SamplePerson, input: object) => (await listApprovals.execute(scene.as(person), input)).data.map(({ id }) => id),
    read: (person: SamplePerson, id: string) => getApproval.execute(scene.as(person), { approval_id: approvalIdOf(id) }),
    /** Makes somebody the administrator of Engineering. */
    makeManager: (person: SamplePerson) =>
      scene.inside(async (tx) => {
        const { tenantId, engineeringId: scopeId } = scene.company;
        const [found] = await scene.database.superuser<{ id: string }[]>`
          select id from role where tenant_id = ${tenantId} and name = 'department_admin'`;
        const values = {
          tenantId,
          id: newUuid(),
          userId: person.userId,
          roleId: found?.id ?? '',
          scopeKind: 'department',
          scopeId,
        } as const;
        await tx.insert(roleAssignment).values(values);
      }),
    /** A budget of a hundred dollars a day for Search, and the wish to raise it. */
    raiseOf: async (limitUsd: string, person: SamplePerson = scene.company.member) => {
      const budget = await create(forSearch());
      const input = { kind: 'budget_raise', budget_id: budgetIdOf(budget.id), limit_usd: limitUsd, reason: 'A launch' };
      const asked = await ask(person, input);
      return { id: asked.id, budgetId: budget.id };
    },
    raiseAgain: async (budgetId: string, limitUsd: string) =>
      (await ask(scene.company.member, { kind: 'budget_raise', budget_id: budgetIdOf(budgetId), limit_usd: limitUsd })).id,
    limitOf: async (budgetId: string) =>
      (await getBudget.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(budgetId) })).limit_usd,
  };
}
