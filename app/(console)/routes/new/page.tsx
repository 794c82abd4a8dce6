import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { loadChoices } from '../_components/load-choices.ts';
import { NewRouteForm } from '../_components/new-route-form.tsx';

export const metadata: Metadata = { title: 'New route · Routes' };

export default async function NewRoutePage() {
  const { models } = await loadChoices();
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Routes', href: '/routes' }, { label: 'New route' }]} />
      <PageHeader title="New route" answer="It begins as a draft. Apps can use its name once you publish it." />
      <div className="px-(--gutter) pb-12">
        <NewRouteForm models={models.map((model) => ({ value: model, label: model }))} />
      </div>
    </>
  );
}
