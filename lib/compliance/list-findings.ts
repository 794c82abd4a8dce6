import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { complianceFinding } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Finding, findingGet, findingList } from '#lib/contracts/findings.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { readFinding, readFindings } from './finding-rows.ts';
import { remediationFor } from './remediate-finding.ts';

function ofState(state: InputOf<typeof findingList>['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'unfixed' ? ne(complianceFinding.state, 'fixed') : eq(complianceFinding.state, state);
}

export const listFindings = defineQuery(findingList, async (ctx, input) => {
  const order = {
    key: sql`${complianceFinding.openedAt}`,
    type: 'time',
    id: sql`${complianceFinding.id}`,
    descending: input.sort === '-opened_at',
    valueOf: (row: Finding) => row.opened_at.getTime(),
    idOf: (row: Finding) => row.id,
  } as const;
  const keyset = keysetOf<Finding>(input.sort, order, input.cursor);
  const where = and(
    eq(complianceFinding.tenantId, ctx.tenantId),
    ofState(input.state),
    input.severity === undefined ? undefined : eq(complianceFinding.severity, input.severity),
    input.check === undefined ? undefined : eq(complianceFinding.checkName, input.check),
    keyset.after,
  );
  return keyset.page(await readFindings(ctx, where, keyset.orderBy, input.limit + 1), input.limit);
});

export const getFinding = defineQuery(findingGet, async (ctx, { finding_id: id }) => {
  const finding = await readFinding(ctx, id);
  return { ...finding, remediation: await remediationFor(ctx, finding) };
});
