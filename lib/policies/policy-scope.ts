import { and, eq, inArray, isNull } from 'drizzle-orm';
import { department, project, role, team, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PolicyScope } from '#lib/contracts/policy-resource.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';

interface ScopeColumns {
  readonly scopeKind: PolicyScope['kind'];
  readonly scopeId: string | null;
}

const tables = { department, team, project };

/** A scope as people write it. */
export const toScope = ({ scopeKind, scopeId }: ScopeColumns): PolicyScope => ({
  kind: scopeKind,
  id: scopeKind === 'tenant' || scopeId === null ? null : toPublicId(scopeKind, scopeId),
});

/** The columns of a scope whose department, team or project is there. Throws `validation_failed` with its pointer. */
export async function requireScope(
  { tx, tenantId }: OperationContext,
  { kind, id }: PolicyScope,
  pointer = '/scope',
): Promise<ScopeColumns> {
  const refuse = (detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer: `${pointer}/id`, detail }] });
  if (kind === 'tenant') {
    if (id !== null) throw refuse('A policy of the organization names no part of it');
    return { scopeKind: kind, scopeId: null };
  }
  const scopeId = id === null ? undefined : fromPublicId(kind, id);
  if (scopeId === undefined)
    throw refuse(`Not the id of a ${kind}; one looks like ${toPublicId(kind, '01936b1e-7a00-7000-8000-000000000001')}`);
  const table = tables[kind];
  const [found] = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, scopeId), isNull(table.archivedAt)));
  if (found === undefined) throw refuse(`There is no such ${kind}`);
  return { scopeKind: kind, scopeId };
}

/** Refuses exceptions for people, roles and teams that are not there: they would never hold, and nobody would see why. */
export async function missingExceptions(
  { tx, tenantId }: OperationContext,
  named: { readonly roles: readonly string[]; readonly users: readonly string[]; readonly teams: readonly string[] },
  pointer: string,
): Promise<FieldError[]> {
  const wanted = [
    { field: 'roles', kind: 'role', table: role, ids: named.roles },
    { field: 'users', kind: 'user', table: userAccount, ids: named.users },
    { field: 'teams', kind: 'team', table: team, ids: named.teams },
  ] as const;
  const faults: FieldError[] = [];
  for (const { field, kind, table, ids } of wanted) {
    const uuids = ids.map((id) => fromPublicId(kind, id) ?? '');
    if (uuids.length === 0) continue;
    const found = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), inArray(table.id, uuids)));
    const there = new Set(found.map(({ id }) => id));
    for (const [index, uuid] of uuids.entries())
      if (!there.has(uuid)) faults.push({ pointer: `${pointer}/exceptions/${field}/${index}`, detail: `There is no such ${kind}` });
  }
  return faults;
}
