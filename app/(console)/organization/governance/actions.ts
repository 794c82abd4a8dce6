'use server';
import { setDepartmentGovernance, setProjectGovernance, setTeamGovernance, setTenantGovernance } from '#lib/governance/index.ts';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';

interface Place {
  readonly kind: 'tenant' | 'department' | 'team' | 'project';
  readonly id: string;
}

/** A thin adapter over the same commands that the API runs. */
export async function setGovernanceAction({ kind, id }: Place, values: Record<string, unknown>, options: PerformOptions) {
  if (kind === 'team') return submit(setTeamGovernance, { ...values, team_id: id }, options);
  if (kind === 'department') return submit(setDepartmentGovernance, { ...values, department_id: id }, options);
  if (kind === 'project') return submit(setProjectGovernance, { ...values, project_id: id }, options);
  return submit(setTenantGovernance, values, options);
}
