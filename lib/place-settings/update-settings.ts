import { defineCommand } from '#lib/command/define-command.ts';
import { departmentSettingsUpdate, teamSettingsUpdate, tenantSettingsUpdate } from '#lib/contracts/place-settings.ts';
import { writePlaceSettings } from './write-place-settings.ts';

export const updateTenantSettings = defineCommand(tenantSettingsUpdate, (ctx, changes) =>
  writePlaceSettings(ctx, 'tenant', ctx.tenantId, changes),
);

export const updateDepartmentSettings = defineCommand(departmentSettingsUpdate, (ctx, { department_id: id, ...changes }) =>
  writePlaceSettings(ctx, 'department', id, changes),
);

export const updateTeamSettings = defineCommand(teamSettingsUpdate, (ctx, { team_id: id, ...changes }) =>
  writePlaceSettings(ctx, 'team', id, changes),
);
