import { StatusBadge } from '#components/ui/badge.tsx';

/** Built in, made here, or archived. */
export function RoleKind({ role }: { role: { readonly built_in: boolean; readonly archived_at: string | null } }) {
  if (role.archived_at !== null) return <StatusBadge tone="outline">Archived</StatusBadge>;
  return role.built_in ? <StatusBadge tone="neutral">Built in</StatusBadge> : <StatusBadge tone="brand">Own</StatusBadge>;
}
