import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listAssignments } from '#lib/access/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { RevokeGrant } from './revoke-grant.tsx';

export interface RoleHoldersProps {
  roleId: string;
  reader: Reader;
  now: string;
  mayAssign: boolean;
}

/** Who was granted a role, where and until when; holders by a group are counted, not named here. */
export async function RoleHolders({ roleId, reader, now, mayAssign }: RoleHoldersProps) {
  const { data, problem } = await perform(listAssignments, { role_id: roleId, limit: 50 });
  const rows = data?.data ?? [];
  if (problem !== undefined) return <p className="text-control text-second">Who holds it did not load: {problem.detail}</p>;
  if (rows.length === 0) return <p className="text-control text-second">Granted to nobody directly.</p>;
  return (
    <TableScroll label="Who it is granted to">
      <Table>
        <thead>
          <tr>
            <HeadCell>Person</HeadCell>
            <HeadCell>On</HeadCell>
            <HeadCell>Until</HeadCell>
            {mayAssign ? <HeadCell aria-label="Actions" /> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <RowHead dir="auto">{row.user_name || row.user_email}</RowHead>
              <Cell dir="auto">{row.scope_name ?? 'Organization'}</Cell>
              <Cell>{row.expires_at === null ? 'No end' : <TimeText at={row.expires_at} reader={reader} now={now} />}</Cell>
              {mayAssign ? (
                <Cell className="text-right">
                  <RevokeGrant id={row.id} person={row.user_name || row.user_email} role={row.role_title} place={row.scope_name} />
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
      {data?.next_cursor === null ? null : <p className="pt-2 text-caption text-quiet">The newest 50; more by API.</p>}
    </TableScroll>
  );
}
