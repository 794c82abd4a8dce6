import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listProjects } from '#lib/projects/index.ts';
import { HoldForm } from '../../_components/hold-form.tsx';
import { peopleOptions } from '../../_components/people-options.ts';

export const metadata: Metadata = { title: 'Propose a hold · Privacy' };

/** What has to be kept? */
export default async function NewLegalHoldPage() {
  const [people, projects] = await Promise.all([peopleOptions(), perform(listProjects, { limit: 200 })]);
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Governance' },
          { label: 'Privacy', href: '/privacy' },
          { label: 'Legal holds', href: '/privacy/holds' },
          { label: 'Propose a hold' },
        ]}
      />
      <PageHeader title="Propose a hold" answer="It is in force once a second person has approved it, and until two people release it." />
      <div className="px-(--gutter) pb-12">
        <HoldForm people={people} projects={(projects.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </div>
    </>
  );
}
