import { and, eq, inArray } from 'drizzle-orm';
import { guardrail, policy } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { EventRow } from './search-events.ts';

/** What the policies and guardrails that were about calls are called now, by their UUIDs. */
export async function namePolicies({ tx, tenantId }: OperationContext, rows: readonly EventRow[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const idsOf = (found: readonly { readonly id: string }[] | undefined): string[] => found?.map(({ id }) => id) ?? [];
  const named = [
    { table: policy, ids: new Set(rows.flatMap((row) => idsOf(row.policy?.policies))) },
    { table: guardrail, ids: new Set(rows.flatMap((row) => idsOf(row.policy?.guardrails))) },
  ];
  for (const { table, ids } of named) {
    if (ids.size === 0) continue;
    const found = await tx
      .select({ id: table.id, name: table.name })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), inArray(table.id, [...ids])));
    for (const { id, name } of found) names.set(id, name);
  }
  return names;
}
