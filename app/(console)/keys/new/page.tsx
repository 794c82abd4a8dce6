import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { CreateKeyForm } from '../_components/create-key-form.tsx';

export const metadata: Metadata = { title: 'Create key · Virtual keys · Tollgate' };

/** Which app should be able to call? */
export default async function NewKeyPage() {
  const teams = await perform(listTeams, { limit: 200 });
  const options = (teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys', href: '/keys' }, { label: 'Create key' }]} />
      <PageHeader
        title="Create key"
        answer="The key is shown once. Give each app its own, so that you can see what it spends and stop it alone."
      />
      <div className="px-(--gutter) pb-12">
        <CreateKeyForm teams={options} />
      </div>
    </>
  );
}
