import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { incident } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Incident, incidentList } from '#lib/contracts/incidents.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { toIncident } from './incident-rows.ts';

function ofState(state: InputOf<typeof incidentList>['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'unresolved' ? ne(incident.state, 'resolved') : eq(incident.state, state);
}

export const listIncidents = defineQuery(incidentList, async ({ tx, tenantId }, input) => {
  const order = {
    key: sql`${incident.openedAt}`,
    type: 'time',
    id: sql`${incident.id}`,
    descending: input.sort === '-opened_at',
    valueOf: (row: Incident) => row.opened_at.getTime(),
    idOf: (row: Incident) => row.id,
  } as const;
  const keyset = keysetOf<Incident>(input.sort, order, input.cursor);
  const rows = await tx
    .select()
    .from(incident)
    .where(
      and(
        eq(incident.tenantId, tenantId),
        ofState(input.state),
        input.source === undefined ? undefined : eq(incident.source, input.source),
        input.severity === undefined ? undefined : eq(incident.severity, input.severity),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows.map(toIncident), input.limit);
});
