import { defineCommand } from '#lib/command/define-command.ts';
import {
  routingPreferenceSetDepartment,
  routingPreferenceSetTeam,
  routingPreferenceSetTenant,
} from '#lib/contracts/routing-preferences.ts';
import { writePreference } from './write-preference.ts';

export const setTenantPreference = defineCommand(routingPreferenceSetTenant, (ctx, input) =>
  writePreference(ctx, { scopeKind: 'tenant', scopeId: ctx.tenantId }, input),
);

export const setDepartmentPreference = defineCommand(routingPreferenceSetDepartment, (ctx, input) =>
  writePreference(ctx, { scopeKind: 'department', scopeId: input.department_id }, input),
);

export const setTeamPreference = defineCommand(routingPreferenceSetTeam, (ctx, input) =>
  writePreference(ctx, { scopeKind: 'team', scopeId: input.team_id }, input),
);
