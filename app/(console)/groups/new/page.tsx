import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { centerOptions } from '../_components/center-options.ts';
import { GroupForm } from '../_components/group-form.tsx';

export const metadata: Metadata = { title: 'New group · Groups' };

export default async function NewGroupPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Groups', href: '/groups' }, { label: 'New group' }]} />
      <PageHeader title="New group" answer="Then put people into it and choose which roles it grants them." />
      <div className="px-(--gutter) pb-12">
        <GroupForm group={null} centers={await centerOptions()} />
      </div>
    </>
  );
}
