import { coversPlace, type Placement } from '#lib/command/access.ts';
import type { AccessReason, AccessVerdict } from '#lib/contracts/access.ts';
import { holds, type Permission, permissions } from '#lib/contracts/permissions.ts';

/** One grant in force, with the line of roles behind it, the granted role first. */
export interface ExplainedGrant extends Omit<AccessReason, 'inherited_from_id' | 'inherited_from_title' | 'pattern'> {
  readonly scope_id: string | null;
  readonly line: readonly { readonly id: string; readonly title: string; readonly permissions: readonly string[] }[];
}

/** What in the line of a grant covers a permission: the nearest role, and in it the narrowest name. */
function coverOf({ line }: ExplainedGrant, permission: Permission) {
  for (const [place, role] of line.entries()) {
    const names = role.permissions.filter((name) => holds([name], permission)).toSorted((one, other) => other.length - one.length);
    const [pattern] = names;
    if (pattern !== undefined) return { pattern, from: place === 0 ? null : role };
  }
  return undefined;
}

function reasonOf(
  { line: _line, scope_id: _scopeId, ...grant }: ExplainedGrant,
  cover: NonNullable<ReturnType<typeof coverOf>>,
): AccessReason {
  const { pattern, from } = cover;
  return { ...grant, inherited_from_id: from?.id ?? null, inherited_from_title: from?.title ?? null, pattern };
}

/** Whether a permission is held on a place, and by which grants; the same answer as `Access.allows` gives for an active person. */
export function explainPermission(
  permission: Permission,
  grants: readonly ExplainedGrant[],
  { placement, isActive }: { readonly placement: Placement; readonly isActive: boolean },
): AccessVerdict {
  const giving = grants.flatMap((grant) => {
    const cover = coverOf(grant, permission);
    return cover === undefined ? [] : [{ grant, cover }];
  });
  const here = giving.filter(({ grant }) => coversPlace({ scopeKind: grant.scope_kind, scopeId: grant.scope_id }, placement));
  return {
    ...{ permission, description: permissions[permission], allowed: isActive && here.length > 0 },
    reasons: here.map(({ grant, cover }) => reasonOf(grant, cover)),
    held_elsewhere: isActive && here.length === 0 && giving.length > 0,
  };
}
