import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { projectChoices } from '../_components/project-choices.ts';
import { NewProjectForm } from '../_components/project-form.tsx';

export const metadata: Metadata = { title: 'New project · Projects' };

export default async function NewProjectPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Projects', href: '/projects' }, { label: 'New project' }]} />
      <PageHeader
        title="New project"
        answer="Bind keys to it, or let callers name it: its calls, cost and budgets then stand on one page."
      />
      <div className="px-(--gutter) pb-12">
        <NewProjectForm {...(await projectChoices())} />
      </div>
    </>
  );
}
