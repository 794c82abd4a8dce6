import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { getDataClasses } from '#lib/data-classes/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ClassesForm } from '../_components/classes-form.tsx';
import { DataTabs } from '../_components/data-tabs.tsx';

export const metadata: Metadata = { title: 'Classes and detection' };

/** How is sensitive data handled? */
export default async function ClassSettingsPage() {
  const [{ me }, { data, problem }] = await Promise.all([loadReader(), perform(getDataClasses, {})]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Data classes', href: '/data-classes' }, { label: 'Classes and detection' }]} />
      <PageHeader
        title="Classes and detection"
        answer="A call has the highest class that its caller, key or project says or that is found in it. Teams can add to this and never loosen it."
      />
      <DataTabs current="settings" permissions={me.permissions} />
      {problem !== undefined ? (
        <ErrorState title="The settings did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      ) : (
        <div className="max-w-2xl px-(--gutter) pt-4 pb-12">
          {holds(me.permissions, 'data_classes.write') ? (
            <ClassesForm settings={data} />
          ) : (
            <p className="text-control text-second">
              Only who may change the classes sees their settings here; the API tells them to every reader.
            </p>
          )}
        </div>
      )}
    </>
  );
}
