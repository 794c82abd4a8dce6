'use server';
import type { z } from 'zod';
import type { organizationNodeList } from '#lib/contracts/organization-tree.ts';
import type { departmentPreview, teamPreview } from '#lib/contracts/place-previews.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  archiveDepartment,
  archiveTeam,
  createDepartment,
  previewDepartment,
  previewTeam,
  updateDepartment,
  updateTeam,
} from '#lib/organization/index.ts';
import { listNodes } from '#lib/organization-tree/index.ts';
import { updateDepartmentSettings, updateTeamSettings, updateTenantSettings } from '#lib/place-settings/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function listNodesAction(input: z.input<(typeof organizationNodeList)['input']>) {
  return perform(listNodes, input);
}

export async function previewDepartmentAction(input: z.input<(typeof departmentPreview)['input']>) {
  return perform(previewDepartment, input);
}

export async function previewTeamAction(input: z.input<(typeof teamPreview)['input']>) {
  return perform(previewTeam, input);
}

export async function moveDepartmentAction(departmentId: string, parentId: string | null) {
  return perform(updateDepartment, { department_id: departmentId, parent_id: parentId });
}

export async function moveTeamAction(teamId: string, departmentId: string | null, parentId: string | null) {
  return perform(updateTeam, { team_id: teamId, department_id: departmentId, parent_id: parentId });
}

export async function archivePlaceAction(kind: 'department' | 'team', id: string) {
  return kind === 'team' ? perform(archiveTeam, { team_id: id }) : perform(archiveDepartment, { department_id: id });
}

export async function createDepartmentAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createDepartment, values, options);
}

export async function updateTenantSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateTenantSettings, values, options);
}

export async function updateDepartmentSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateDepartmentSettings, values, options);
}

export async function updateTeamSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateTeamSettings, values, options);
}
