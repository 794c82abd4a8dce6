import { defineQuery } from '#lib/command/define-query.ts';
import { roleGet } from '#lib/contracts/roles.ts';
import { readRole } from './role-rows.ts';

export const getRole = defineQuery(roleGet, (ctx, input) => readRole(ctx, input.role_id));
