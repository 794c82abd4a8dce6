import { and, asc, eq, isNull } from 'drizzle-orm';
import { complianceFramework } from '#db/schema/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Reading } from './compliance-settings.ts';
import type { Framework } from './frameworks/framework.ts';
import { frameworks } from './frameworks/index.ts';

/** A framework, and whether the organization wrote it. */
export type HeldFramework = Framework & { readonly own: { readonly id: string; readonly version: number } | null };

const builtIn: readonly HeldFramework[] = frameworks.map((framework) => ({ ...framework, own: null }));

/** Built-in frameworks and those of the organization's own, which are keyed by their public ids. */
export async function loadFrameworks({ tx, tenantId }: Reading): Promise<readonly HeldFramework[]> {
  const rows = await tx
    .select()
    .from(complianceFramework)
    .where(and(eq(complianceFramework.tenantId, tenantId), isNull(complianceFramework.archivedAt)))
    .orderBy(asc(complianceFramework.name));
  const own = rows.map((row) => ({
    key: toPublicId('complianceFramework', row.id),
    name: row.name,
    edition: 'Own',
    about: row.description,
    controls: row.controls,
    own: { id: row.id, version: row.version },
  }));
  return [...builtIn, ...own];
}

/** Those that the organization follows: all, unless it has chosen. */
export const chosenOf = (all: readonly HeldFramework[], chosen: readonly string[] | null): readonly HeldFramework[] =>
  chosen === null ? all : all.filter(({ key }) => chosen.includes(key));
