import type { ScopeNode } from '#components/shell/scope-panel.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { loadReader } from './load-reader.ts';

/** Projects that are offered; more are found on their own page. */
const projectsMax = 200;

/**
 * What the reader may look at, in tree order: the organization, oneself, its departments, their teams, then teams without one; each
 * project below its team or department.
 */
export async function scopeNodes(): Promise<readonly ScopeNode[]> {
  const [{ me }, departments, teams, projects] = await Promise.all([
    loadReader(),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
    perform(listProjects, { limit: projectsMax }),
  ]);
  const root = { id: me.tenant.id, label: me.tenant.name, kind: 'Organization' };
  const projectNodes = (projects.data?.data ?? []).map(({ id, name, team_id, department_id }) => ({
    ...{ id, label: name, kind: 'Project', parent: team_id ?? department_id ?? root.id },
  }));
  const under = (place: string) => projectNodes.filter(({ parent }) => parent === place);
  const teamNodes = (teams.data?.data ?? []).map((team) => ({
    id: team.id,
    label: team.name,
    kind: 'Team',
    parent: team.department_id ?? root.id,
  }));
  const nodes: ScopeNode[] = [root, { id: me.user.id, label: 'My own calls', kind: 'Person', parent: root.id }];
  for (const { id, name } of departments.data?.data ?? []) {
    nodes.push({ id, label: name, kind: 'Department', parent: root.id });
    for (const team of teamNodes.filter(({ parent }) => parent === id)) nodes.push(team, ...under(team.id));
    nodes.push(...under(id));
  }
  const placed = new Set(nodes.map(({ id }) => id));
  for (const team of teamNodes.filter(({ id }) => !placed.has(id))) nodes.push({ ...team, parent: root.id }, ...under(team.id));
  const shown = new Set(nodes.map(({ id }) => id));
  nodes.push(...projectNodes.filter(({ id }) => !shown.has(id)).map((node) => ({ ...node, parent: root.id })));
  return nodes;
}

/** The filters of a scope id, which says by its prefix what it is. */
export function scopeFilters(scope: string | undefined): {
  department_id?: string;
  team_id?: string;
  project_id?: string;
  user_id?: string;
} {
  if (scope?.startsWith('dep_')) return { department_id: scope };
  if (scope?.startsWith('prj_')) return { project_id: scope };
  if (scope?.startsWith('usr_')) return { user_id: scope };
  return scope?.startsWith('team_') ? { team_id: scope } : {};
}
