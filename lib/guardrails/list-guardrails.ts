import { and, isNull, sql } from 'drizzle-orm';
import { guardrail } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type Guardrail, guardrailList } from '#lib/contracts/guardrails.ts';
import { readGuardrails, statusOf } from './guardrail-rows.ts';

function hasStatus(status: Guardrail['status'] | 'all' | undefined) {
  if (status === 'all') return undefined;
  return status === undefined ? isNull(guardrail.archivedAt) : sql`${statusOf} = ${status}`;
}

export const listGuardrails = defineQuery(guardrailList, async (ctx, input) => {
  const keyset = keysetOf<Guardrail>(input.sort, nameOrder(input.sort, guardrail), input.cursor);
  const where = and(hasStatus(input.status), containsText([guardrail.name, guardrail.description], input.search), keyset.after);
  const rows = await readGuardrails(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
