import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import type { RoleFormProps } from './role-form.tsx';

/** What the form of a role needs besides the role: the roles it can inherit from, and what the reader holds. */
export async function loadRoleForm(ownId: string | null): Promise<Pick<RoleFormProps, 'parents' | 'heldByParent' | 'mine'>> {
  const [{ me }, roles] = await Promise.all([loadReader(), perform(listRoles, { limit: 200 })]);
  const others = (roles.data?.data ?? []).filter(({ id }) => id !== ownId);
  return {
    parents: others.map(({ id, title, level }) => ({ value: id, label: title, detail: `Level ${level}` })),
    heldByParent: Object.fromEntries(others.map(({ id, permissions }) => [id, permissions])),
    mine: me.permissions,
  };
}
