import { defineQuery } from '#lib/command/define-query.ts';
import { allPermissions, permissions } from '#lib/contracts/permissions.ts';
import { permissionList } from '#lib/contracts/roles.ts';

export const listPermissions = defineQuery(permissionList, async () => ({
  data: allPermissions.map((name) => ({ name, description: permissions[name] })),
  next_cursor: null,
}));
