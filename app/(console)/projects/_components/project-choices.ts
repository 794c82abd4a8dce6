import { holds } from '#lib/contracts/permissions.ts';
import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import type { ProjectChoices } from './project-form.tsx';

/** What a project can be given, as far as the reader sees it; the command has the last word. */
export async function projectChoices(): Promise<ProjectChoices> {
  const [{ me }, teams, people] = await Promise.all([loadReader(), perform(listTeams, { limit: 200 }), peopleOptions()]);
  const centers = holds(me.permissions, 'cost_centers.write') ? await perform(listCostCenters, { limit: 200 }) : undefined;
  return {
    people,
    teams: (teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    centers: (centers?.data?.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
  };
}
