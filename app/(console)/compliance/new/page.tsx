import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { checkOptions } from '../_components/check-options.ts';
import { FrameworkForm } from '../_components/framework-form.tsx';

export const metadata: Metadata = { title: 'New framework · Compliance' };

/** What else are we held to? */
export default async function NewFrameworkPage() {
  const [{ me }, checks] = await Promise.all([loadReader(), checkOptions()]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'New framework' }]} />
      <PageHeader
        title="New framework"
        answer="Your own controls, decided by the checks that the built-in frameworks use, by people, or by both."
      />
      <div className="px-(--gutter) pb-12">
        {holds(me.permissions, 'compliance.write') ? (
          <FrameworkForm framework={null} checks={checks} />
        ) : (
          <DeniedState permission="write" scope="frameworks" granters={[]} />
        )}
      </div>
    </>
  );
}
