import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import { CostCenterForm } from '../_components/cost-center-form.tsx';

export const metadata: Metadata = { title: 'New cost center · Cost centers' };

export default async function NewCostCenterPage() {
  const [people, centers] = await Promise.all([peopleOptions(), perform(listCostCenters, { limit: 200 })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Cost centers', href: '/cost-centers' }, { label: 'New cost center' }]} />
      <PageHeader
        title="New cost center"
        answer="Then split usage over it, or name its code in the billing settings of a team or department."
      />
      <div className="px-(--gutter) pb-12">
        <CostCenterForm
          people={people}
          centers={(centers.data?.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
        />
      </div>
    </>
  );
}
