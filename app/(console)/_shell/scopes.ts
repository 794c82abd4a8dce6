import type { ScopeNode } from '#components/shell/scope-panel.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { loadReader } from './load-reader.ts';

/** What the reader may look at, in tree order: the organization, its departments, their teams, then teams without one. */
export async function scopeNodes(): Promise<readonly ScopeNode[]> {
  const [{ me }, departments, teams] = await Promise.all([
    loadReader(),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
  ]);
  const root = { id: me.tenant.id, label: me.tenant.name, kind: 'Organization' };
  const teamNodes = (teams.data?.data ?? []).map((team) => ({
    id: team.id,
    label: team.name,
    kind: 'Team',
    parent: team.department_id ?? root.id,
  }));
  const nodes: ScopeNode[] = [root];
  for (const { id, name } of departments.data?.data ?? []) {
    nodes.push({ id, label: name, kind: 'Department', parent: root.id });
    nodes.push(...teamNodes.filter(({ parent }) => parent === id));
  }
  const placed = new Set(nodes.map(({ id }) => id));
  nodes.push(...teamNodes.filter(({ id }) => !placed.has(id)).map((node) => ({ ...node, parent: root.id })));
  return nodes;
}

/** The filters of a scope id, which says by its prefix what it is. */
export function scopeFilters(scope: string | undefined): { department_id?: string; team_id?: string } {
  if (scope?.startsWith('dep_')) return { department_id: scope };
  return scope?.startsWith('team_') ? { team_id: scope } : {};
}
