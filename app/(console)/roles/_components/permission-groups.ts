import { allPermissions, type Permission, permissions } from '#lib/contracts/permissions.ts';

/** What a role can hold of one resource. */
export interface PermissionGroup {
  /** Before the point: `budgets`. */
  readonly resource: string;
  readonly label: string;
  readonly permissions: readonly { readonly name: Permission; readonly description: string }[];
}

/** Where the resource has another name in the product than in permissions. */
const named: Readonly<Record<string, string>> = { tenant: 'Organization', users: 'People', mcp: 'Tool servers', audit: 'Audit trail' };

const labelOf = (resource: string): string => {
  const words = resource.replaceAll('_', ' ');
  return named[resource] ?? words.charAt(0).toUpperCase() + words.slice(1);
};

/** Every permission there is, by resource, in the order of the catalogue. */
export const permissionGroups: readonly PermissionGroup[] = [
  ...Map.groupBy(allPermissions, (name) => name.slice(0, name.indexOf('.'))),
].map(([resource, names]) => ({
  resource,
  label: labelOf(resource),
  permissions: names.map((name) => ({ name, description: permissions[name] })),
}));
