import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { getRole } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadRoleForm } from '../_components/load-role-form.ts';
import { RoleForm } from '../_components/role-form.tsx';

export const metadata: Metadata = { title: 'New role · Roles' };

/** A role from nothing, or from another one that `from` names. */
export default async function NewRolePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { from } = await searchParams;
  const [copied, more] = await Promise.all([
    typeof from === 'string' ? perform(getRole, { role_id: from }) : undefined,
    loadRoleForm(null),
  ]);
  const source = copied?.data;
  const initial =
    source === undefined
      ? { level: 60, permissions: [] }
      : {
          ...{ title: `${source.title} (copy)`, name: `${source.name}_copy`, level: Math.min(source.level, 89) },
          ...{ permissions: source.own_permissions, ...(source.parent_id === null ? {} : { parent_id: source.parent_id }) },
          ...(source.description === '' ? {} : { description: source.description }),
        };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Roles', href: '/roles' }, { label: 'New role' }]} />
      <PageHeader
        title="New role"
        answer="Give it what people of one kind need, and grant it on the organization, a department, a team or a project."
      />
      <div className="px-(--gutter) pb-12">
        <RoleForm edited={null} initial={initial} {...more} />
      </div>
    </>
  );
}
