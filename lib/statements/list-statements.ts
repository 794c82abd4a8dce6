import { and, eq, sql } from 'drizzle-orm';
import { statement } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Statement, statementList } from '#lib/contracts/statements.ts';
import { placeColumns, toStatement } from './statement-rows.ts';

export const listStatements = defineQuery(statementList, async (ctx, input) => {
  const keyset = keysetOf<Statement>(
    input.sort,
    {
      key: sql`${statement.number}`,
      type: 'integer',
      id: sql`${statement.id}`,
      descending: input.sort === '-number',
      valueOf: (row) => row.number,
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const ofPart = (kind: 'department' | 'team', id: string | undefined) =>
    id === undefined ? undefined : and(eq(statement.scopeKind, kind), eq(statement.scopeValue, id));
  const rows = await ctx.tx
    .select()
    .from(statement)
    .where(
      and(
        eq(statement.tenantId, ctx.tenantId),
        ctx.visible(placeColumns),
        input.scope === undefined ? undefined : eq(statement.scopeKind, input.scope),
        ofPart('department', input.department_id),
        ofPart('team', input.team_id),
        input.document === undefined ? undefined : eq(statement.document, input.document),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows.map(toStatement), input.limit);
});
