import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { CreateForm } from '../_components/create-form.tsx';
import { shareOptions } from '../_components/share-options.ts';

export const metadata: Metadata = { title: 'New dashboard' };

/** What should it begin with? */
export default async function NewDashboardPage() {
  const options = await shareOptions();
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Dashboards', href: '/dashboards' }, { label: 'New' }]} />
      <PageHeader title="New dashboard" answer="Everything of the template can be changed, moved and removed afterwards." />
      <div className="px-(--gutter) pt-2 pb-12">
        <CreateForm options={options} />
      </div>
    </>
  );
}
