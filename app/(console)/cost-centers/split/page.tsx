import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { AllocationForm } from '../_components/allocation-form.tsx';

export const metadata: Metadata = { title: 'Split usage · Cost centers' };

export default async function SplitUsagePage() {
  const [centers, teams, projects, keys] = await Promise.all([
    perform(listCostCenters, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
    perform(listProjects, { limit: 200 }),
    perform(listKeys, { limit: 200, status: 'active' }),
  ]);
  const named = (rows: readonly { id: string; name: string }[] | undefined) =>
    (rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Cost centers', href: '/cost-centers' }, { label: 'Split usage' }]} />
      <PageHeader title="Split usage" answer="Calls from now on carry their shares; those made before stay with who bore them." />
      <div className="px-(--gutter) pb-12">
        <AllocationForm
          team={named(teams.data?.data)}
          project={named(projects.data?.data)}
          keys={named(keys.data?.data)}
          centers={(centers.data?.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
        />
      </div>
    </>
  );
}
