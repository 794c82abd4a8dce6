import { StatusBadge } from '#components/ui/badge.tsx';
import type { groupOrigins } from '#lib/contracts/groups.ts';

/** Who keeps the name and the members of a group, in words. */
export const originWords: Readonly<Record<(typeof groupOrigins)[number], string>> = {
  manual: 'By hand',
  scim: 'Directory (SCIM)',
  sso: 'Sign-in (SSO)',
};

/** Who keeps a group. */
export function GroupOrigin({ origin }: { origin: (typeof groupOrigins)[number] }) {
  return <StatusBadge tone={origin === 'manual' ? 'neutral' : 'info'}>{originWords[origin]}</StatusBadge>;
}
