import { or, sql } from 'drizzle-orm';
import { routingPreference } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { routingPreferenceList } from '#lib/contracts/routing-preferences.ts';
import { readPreferences } from './preference-rows.ts';

const scopeOf = (kind: 'department' | 'team') =>
  sql`case when ${routingPreference.scopeKind} = ${kind} then ${routingPreference.scopeId} end`;

/** What the tenant prefers is everybody's to see; of departments and teams those within reach. */
export const listPreferences = defineQuery(routingPreferenceList, async (ctx) => {
  const within = ctx.visible({ departmentId: scopeOf('department'), teamId: scopeOf('team') });
  return { data: await readPreferences(ctx, or(sql`${routingPreference.scopeKind} = 'tenant'`, within)), next_cursor: null };
});
