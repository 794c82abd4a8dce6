import { route, routeVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { newUuid } from '#lib/core/ids.ts';
import { toStoredDefinition } from '#lib/routes/stored-definition.ts';

type Definition = Parameters<typeof RouteDefinition.parse>[0];

const target = (model: string, more: object = {}) => ({ kind: 'target', model, ...more });

/** The support assistant's way: from the large model alone to the small one where that is enough. */
const versions: readonly { readonly note: string; readonly daysAgo: number; readonly definition: Definition }[] = [
  {
    note: 'Large model, small one as fallback',
    daysAgo: 120,
    definition: { strategy: 'fallback', members: [target('sandbox-large'), target('sandbox-small')] },
  },
  {
    note: 'A third of the chats on the small model',
    daysAgo: 41,
    definition: { strategy: 'weighted', members: [target('sandbox-large', { weight: 70 }), target('sandbox-small', { weight: 30 })] },
  },
  {
    note: 'Code stays on the large model, everything else takes what is cheapest',
    daysAgo: 38,
    definition: {
      strategy: 'task',
      members: [
        target('sandbox-large', { tasks: ['code_generation', 'code_review'] }),
        { kind: 'group', strategy: 'least_cost', members: [target('sandbox-small'), target('sandbox-large')] },
      ],
    },
  },
];

const dayMs = 86_400_000;

/** A route with a history, so that versions and rollback can be tried at once. */
export async function seedDemoRoutes(tx: TenantTransaction, tenantId: string, adminId: string, now: Date): Promise<void> {
  const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs);
  const [first, last] = [versions[0], versions.at(-1)];
  if (first === undefined || last === undefined) return;
  const routeId = newUuid(at(first.daysAgo).getTime());
  await tx.insert(route).values({
    ...{ tenantId, id: routeId, name: 'support-chat', description: 'Answers of the support assistant.' },
    ...{ publishedVersion: versions.length, publishedAt: at(last.daysAgo), createdAt: at(first.daysAgo), updatedAt: at(last.daysAgo) },
  });
  const rows = versions.map(({ note, daysAgo, definition }, index) => ({
    ...{ tenantId, routeId, number: index + 1, note, createdBy: adminId, createdAt: at(daysAgo) },
    definition: toStoredDefinition(RouteDefinition.parse(definition)),
  }));
  await tx.insert(routeVersion).values(rows);
}
