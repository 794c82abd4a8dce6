import { Check, Minus } from 'lucide-react';
import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { listRoles } from '#lib/access/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { CompareChoice } from '../_components/compare-choice.tsx';
import { permissionGroups } from '../_components/permission-groups.ts';

export const metadata: Metadata = { title: 'Compare · Roles' };

const all = permissionGroups.flatMap(({ label, permissions }) => permissions.map((permission) => ({ ...permission, label })));

function Mark({ isHeld }: { isHeld: boolean }) {
  return isHeld ? <Check aria-label="Yes" className="mx-auto size-4" /> : <Minus aria-label="No" className="mx-auto size-4 text-faint" />;
}

/** What does one role allow that the other does not? */
export default async function CompareRolesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { data, problem } = await perform(listRoles, { limit: 200 });
  const roles = data?.data ?? [];
  const named = (name: unknown, fallback: string) =>
    roles.find(({ id }) => id === name) ?? roles.find((one) => one.name === fallback) ?? roles[0];
  const [a, b] = [named(search.a, 'team_lead'), named(search.b, 'power_user')];
  const rows = all.map((permission) => ({
    ...permission,
    a: holds(a?.permissions ?? [], permission.name),
    b: holds(b?.permissions ?? [], permission.name),
  }));
  const differing = rows.filter((row) => row.a !== row.b).length;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Roles', href: '/roles' }, { label: 'Compare' }]} />
      <PageHeader
        title="Compare roles"
        answer={
          a === undefined || b === undefined
            ? undefined
            : `${a.title} (level ${a.level}) and ${b.title} (level ${b.level}) differ in ${differing} of ${rows.length} permissions.`
        }
      />
      <div className="max-w-180 px-(--gutter) pb-12">
        {problem !== undefined || a === undefined || b === undefined ? (
          <ErrorState title="The roles did not load" requestId={problem?.request_id}>
            {problem?.detail}
          </ErrorState>
        ) : (
          <>
            <CompareChoice roles={roles.map(({ id, title }) => ({ value: id, label: title }))} chosen={{ a: a.id, b: b.id }} />
            <TableScroll label="Permissions of both roles">
              <Table>
                <thead>
                  <tr>
                    <HeadCell>Permission</HeadCell>
                    <HeadCell className="text-center">{a.title}</HeadCell>
                    <HeadCell className="text-center">{b.title}</HeadCell>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.name} className={row.a === row.b ? undefined : 'bg-selected'}>
                      <RowHead className="py-1">
                        {row.description} {row.a === row.b ? null : <Badge tone="outline">Differs</Badge>}
                        <span className="block font-mono text-caption text-quiet">{row.name}</span>
                      </RowHead>
                      <Cell className="text-center">
                        <Mark isHeld={row.a} />
                      </Cell>
                      <Cell className="text-center">
                        <Mark isHeld={row.b} />
                      </Cell>
                    </tr>
                  ))}
                </tbody>
              </Table>
            </TableScroll>
          </>
        )}
      </div>
    </>
  );
}
