import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getRole } from '#lib/access/index.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { loadRoleForm } from '../_components/load-role-form.ts';
import { RoleForm } from '../_components/role-form.tsx';

export const metadata: Metadata = { title: 'Edit role · Roles' };

/** What does this role hold, and where from? */
export default async function RolePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ data: role, problem }, more] = await Promise.all([performOr404(getRole, { role_id: id }), loadRoleForm(id)]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The role did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const { title, description, level, parent_id: parentId, own_permissions: permissions, holder_count: holders } = role;
  const initial = {
    ...{ title, level, permissions: [...permissions] },
    ...(description === '' ? {} : { description }),
    ...(parentId === null ? {} : { parent_id: parentId }),
  };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Roles', href: '/roles' }, { label: title }]} />
      <PageHeader
        title={title}
        answer={`${holders === 1 ? '1 person holds it' : `${holders} people hold it`}. A change holds for all of them within two seconds.`}
      />
      <div className="px-(--gutter) pb-12">
        {role.built_in ? (
          <Banner tone="info">This role is built in and stays as it is. Copy it, or make one that inherits from it.</Banner>
        ) : (
          <RoleForm edited={{ id, version: role.version }} initial={initial} {...more} />
        )}
      </div>
    </>
  );
}
