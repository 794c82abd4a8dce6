import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { CreateClientForm } from '../_components/create-client-form.tsx';

export const metadata: Metadata = { title: 'Create client · OAuth clients · Settings' };

/** Which program should act as an account of its own? */
export default async function NewClientPage() {
  const [roles, teams] = await Promise.all([perform(listRoles, { limit: 200 }), perform(listTeams, { limit: 200 })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'OAuth clients', href: '/settings/clients' }, { label: 'Create client' }]} />
      <PageHeader
        title="Create client"
        answer="A service account with a role and a client that fetches short-lived access tokens for it. The secret is shown once."
      />
      <div className="px-(--gutter) pb-12">
        <CreateClientForm
          roles={(roles.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
    </>
  );
}
