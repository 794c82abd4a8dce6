import { and, eq, inArray } from 'drizzle-orm';
import { role, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import type { FieldError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';

/** Refuses approvers who are not there: calls would wait for nobody. */
export async function missingApprovers(
  { tx, tenantId }: OperationContext,
  { rules }: PolicyDefinition,
  pointer: string,
): Promise<FieldError[]> {
  const faults: FieldError[] = [];
  for (const [at, action] of rules.actions.entries()) {
    if (action.type !== 'require_approval' || action.parameters.approvers === undefined) continue;
    const named = action.parameters.approvers;
    const ids = named.flatMap((one) => fromPublicId('user', one) ?? []);
    const people =
      ids.length === 0
        ? []
        : await tx
            .select({ id: userAccount.id })
            .from(userAccount)
            .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, ids)));
    const roles = await tx
      .select({ name: role.name })
      .from(role)
      .where(and(eq(role.tenantId, tenantId), inArray(role.name, named)));
    const there = new Set([...people.map(({ id }) => id), ...roles.map(({ name }) => name)]);
    for (const [index, one] of named.entries()) {
      if (there.has(fromPublicId('user', one) ?? one)) continue;
      faults.push({ pointer: `${pointer}/rules/actions/${at}/parameters/approvers/${index}`, detail: 'There is no such person or role' });
    }
  }
  return faults;
}
