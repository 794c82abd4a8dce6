import { PageLink } from '#components/shell/page-link.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listAssignments } from '#lib/access/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { listGroups } from '#lib/groups/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { RevokeGrant } from '../../roles/_components/revoke-grant.tsx';

export interface HeldRolesProps {
  user: { readonly id: string; readonly name: string; readonly teams: readonly { readonly name: string; readonly team_role: string }[] };
  reader: Reader;
  now: string;
  mayAssign: boolean;
}

/** What a person holds: granted to them, by the groups they are in, and as lead of teams. */
export async function HeldRoles({ user, reader, now, mayAssign }: HeldRolesProps) {
  const [assigned, groups] = await Promise.all([
    perform(listAssignments, { user_id: user.id, limit: 100 }),
    perform(listGroups, { user_id: user.id, limit: 100 }),
  ]);
  const own = assigned.data?.data ?? [];
  const byGroup = (groups.data?.data ?? []).flatMap((group) => group.roles.map((role) => ({ group, role })));
  const led = user.teams.filter((team) => team.team_role === 'lead');
  if (assigned.problem !== undefined) return <p className="text-control text-second">You may not see roles.</p>;
  if (own.length + byGroup.length + led.length === 0) return <p className="text-control text-second">None.</p>;
  const until = (at: string | null) =>
    at === null ? null : (
      <>
        {' '}
        until <TimeText at={at} reader={reader} now={now} />
      </>
    );
  return (
    <ul className="grid gap-1 text-control">
      {own.map((role) => (
        <li key={role.id} className="flex items-center justify-between gap-2">
          <span>
            {role.role_title} on {role.scope_name ?? 'the organization'}
            {until(role.expires_at)}
          </span>
          {mayAssign ? <RevokeGrant id={role.id} person={user.name} role={role.role_title} place={role.scope_name} /> : null}
        </li>
      ))}
      {byGroup.map(({ group, role }) => (
        <li key={role.id}>
          {role.role_title} on {role.scope_name ?? 'the organization'}
          {until(role.expires_at)}, by the group{' '}
          <PageLink href={`/groups/${group.id}`} className="underline underline-offset-2">
            {group.name}
          </PageLink>
        </li>
      ))}
      {led.map((team) => (
        <li key={team.name}>Team lead on {team.name}, because they lead it</li>
      ))}
    </ul>
  );
}
