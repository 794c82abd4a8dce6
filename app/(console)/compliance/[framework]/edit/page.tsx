import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getFramework } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { checkOptions } from '../../_components/check-options.ts';
import { FrameworkForm } from '../../_components/framework-form.tsx';

export const metadata: Metadata = { title: 'Edit framework · Compliance' };

/** What does our own framework ask for from now on? */
export default async function EditFrameworkPage({ params }: { params: Promise<{ framework: string }> }) {
  const { framework: key } = await params;
  const [{ me }, { data: framework, problem }, checks] = await Promise.all([
    loadReader(),
    performOr404(getFramework, { framework: key }),
    checkOptions(),
  ]);
  // Those that come with the product are the same for everybody: there is nothing to edit.
  if (framework?.own === false) notFound();
  const name = framework?.name ?? 'Framework';
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Governance' },
          { label: 'Compliance', href: '/compliance' },
          { label: name, href: `/compliance/${key}` },
          { label: 'Edit' },
        ]}
      />
      <PageHeader title={`Edit ${name}`} answer="The next audit looks at it as it is then. Past audits keep what they found." />
      <div className="px-(--gutter) pb-12">
        {problem === undefined ? null : (
          <ErrorState title="The framework did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {framework === undefined ? null : holds(me.permissions, 'compliance.write') ? (
          <FrameworkForm framework={framework} checks={checks} />
        ) : (
          <DeniedState permission="change" scope="frameworks" granters={[]} />
        )}
      </div>
    </>
  );
}
