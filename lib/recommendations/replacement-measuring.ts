import { type SQL, sql } from 'drizzle-orm';
import { costAt } from './find-replacements.ts';
import type { Measuring } from './recommendation-kind.ts';
import { ReplacementPlan } from './replacement-change.ts';

/** `e` names this value of a dimension. */
export const isNamed = (kind: 'connection' | 'model' | 'route', value: string, column: string = kind): SQL =>
  sql`e.${sql.raw(`${column}_dim`)} = (select d.id from usage_dimension d
    where d.tenant_id = e.tenant_id and d.kind = ${kind} and d.value = ${value})`;

/** Later calls that the other target answered, against the very tokens of theirs at the price of the former. */
export const replacementMeasuring: Measuring = {
  where: (fields) => {
    const { routeId, requested, to } = ReplacementPlan.parse(fields);
    const course = routeId === null ? isNamed('model', requested, 'requested_model') : isNamed('route', routeId);
    return sql`${course} and ${isNamed('model', to.model)} and ${isNamed('connection', to.connectionId)}`;
  },
  baselineOf: (fields, group, priceOf) =>
    group.of === 'priced' ? costAt([group], ReplacementPlan.parse(fields).from, priceOf) : undefined,
};
