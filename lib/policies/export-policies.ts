import { isNull } from 'drizzle-orm';
import { policy } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { policyExport } from '#lib/contracts/policies.ts';
import { policiesMax } from '#lib/contracts/policy-names.ts';
import { readPolicies } from './policy-rows.ts';

/** What is in force of each, or watches, or is drafted; by name, so that two exports of the same policies are the same. */
export const exportPolicies = defineQuery(policyExport, async (ctx) => {
  const rows = await readPolicies(ctx, { where: isNull(policy.archivedAt), orderBy: policy.name.getSQL(), limit: policiesMax });
  return {
    policies: rows.flatMap(({ name, description, type, scope, definition, draft }) => {
      const rules = definition ?? draft;
      return rules === null ? [] : [{ name, description, type, scope, definition: rules }];
    }),
  };
});
