import { isDeepStrictEqual } from 'node:util';
import { and, isNull, sql } from 'drizzle-orm';
import { policy } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { policyImport } from '#lib/contracts/policies.ts';
import { Policy, type PortablePolicy } from '#lib/contracts/policy-resource.ts';
import { changePolicy, draftColumns, insertPolicy } from './change-policy.ts';
import { readPolicies } from './policy-rows.ts';
import { requireDefinition } from './require-definition.ts';

async function takeOne(
  ctx: OperationContext,
  wanted: PortablePolicy,
  pointer: string,
): Promise<{ kind: 'created' | 'changed' | 'unchanged'; changes: readonly Change[] }> {
  await requireDefinition(ctx, wanted.definition, `${pointer}/definition`);
  const { definition, ...named } = wanted;
  const isNamed = and(isNull(policy.archivedAt), sql`lower(${policy.name}) = lower(${wanted.name})`);
  const [known] = await readPolicies(ctx, { where: isNamed, orderBy: sql`1`, limit: 1 });
  if (known === undefined) {
    const after = await insertPolicy(ctx, { ...named, draft: definition }, pointer);
    return { kind: 'created', changes: [changeOf('policy', 'policy', Policy, null, after)] };
  }
  if (isDeepStrictEqual(known.draft ?? known.definition, definition)) return { kind: 'unchanged', changes: [] };
  const { changes } = await changePolicy(ctx, known, draftColumns(ctx, definition));
  return { kind: 'changed', changes: changes ?? [] };
}

/** Nothing that is imported is in force by that: each becomes a draft, to be published like any other. All are taken, or none. */
export const importPolicies = defineCommand(policyImport, async (ctx, { policies }) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const changes: Change[] = [];
  for (const [index, one] of policies.entries()) {
    const taken = await takeOne(ctx, one, `/policies/${index}`);
    counts[taken.kind] += 1;
    changes.push(...taken.changes);
  }
  const [first, ...others] = changes;
  return first === undefined ? { result: counts, changes: null } : { result: counts, changes: [first, ...others] };
});
