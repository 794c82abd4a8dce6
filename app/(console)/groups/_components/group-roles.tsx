import type { z } from 'zod';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Group } from '#lib/contracts/groups.ts';
import type { Reader } from '#lib/core/format.ts';
import { grantOptions } from '../../roles/_components/grant-options.ts';
import { AskButton } from './ask-button.tsx';
import { GrantGroupRole } from './grant-group-role.tsx';

export interface GroupRolesProps {
  group: z.input<typeof Group>;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

/** What a group grants, where and until when. */
export async function GroupRoles({ group, reader, now, mayWrite }: GroupRolesProps) {
  const grant = mayWrite ? <GrantGroupRole groupId={group.id} options={await grantOptions()} /> : undefined;
  if (group.roles.length === 0) {
    return (
      <EmptyState title="It grants no role yet" {...(grant === undefined ? {} : { action: grant })}>
        Whoever is in the group holds the roles it grants, where it grants them.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-3 px-(--gutter) pt-4 pb-12">
      <div>{grant}</div>
      <TableScroll label="Roles it grants">
        <Table>
          <thead>
            <tr>
              <HeadCell>Role</HeadCell>
              <HeadCell>On</HeadCell>
              <HeadCell>Until</HeadCell>
              {mayWrite ? <HeadCell aria-label="Actions" /> : null}
            </tr>
          </thead>
          <tbody>
            {group.roles.map((role) => (
              <tr key={role.id}>
                <RowHead dir="auto">{role.role_title}</RowHead>
                <Cell dir="auto">{role.scope_name ?? 'Organization'}</Cell>
                <Cell>{role.expires_at === null ? 'No end' : <TimeText at={role.expires_at} reader={reader} now={now} />}</Cell>
                {mayWrite ? (
                  <Cell className="text-right">
                    <AskButton group={group} taken={{ kind: 'role', groupRoleId: role.id, label: role.role_title }} />
                  </Cell>
                ) : null}
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </div>
  );
}
