import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { departmentOptions } from '../_components/department-options.ts';
import { TeamForm } from '../_components/team-form.tsx';

export const metadata: Metadata = { title: 'Add team · Teams' };

export default async function NewTeamPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Teams', href: '/teams' }, { label: 'Add team' }]} />
      <PageHeader title="Add team" answer="Calls made with the team’s keys are charged to it." />
      <div className="px-(--gutter) pb-12">
        <TeamForm departments={await departmentOptions()} />
      </div>
    </>
  );
}
