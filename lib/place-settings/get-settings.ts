import { defineQuery } from '#lib/command/define-query.ts';
import { departmentSettingsGet, teamSettingsGet, tenantSettingsGet } from '#lib/contracts/place-settings.ts';
import { readPlaceSettings } from './read-place-settings.ts';

export const getTenantSettings = defineQuery(tenantSettingsGet, (ctx) => readPlaceSettings(ctx, 'tenant', ctx.tenantId));

export const getDepartmentSettings = defineQuery(departmentSettingsGet, (ctx, input) =>
  readPlaceSettings(ctx, 'department', input.department_id),
);

export const getTeamSettings = defineQuery(teamSettingsGet, (ctx, input) => readPlaceSettings(ctx, 'team', input.team_id));
