import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getComplianceSettings, listFrameworks } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { SettingsForm } from '../_components/settings-form.tsx';

export const metadata: Metadata = { title: 'Compliance settings' };

/** What is followed, how strictly, and how often? */
export default async function ComplianceSettingsPage() {
  const [{ me }, settings, frameworks] = await Promise.all([loadReader(), perform(getComplianceSettings, {}), perform(listFrameworks, {})]);
  const options = (frameworks.data?.data ?? []).map(({ framework, name }) => ({ value: framework, label: name }));
  const { data, problem } = settings;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Settings' }]} />
      <PageHeader title="Compliance settings" answer="They hold from the next audit and the next look of the monitoring on." />
      <div className="px-(--gutter) pt-2 pb-16">
        {problem === undefined ? null : (
          <ErrorState title="The settings did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {data !== undefined && holds(me.permissions, 'compliance.write') ? (
          <SettingsForm key={data.version} settings={data} frameworks={options} />
        ) : null}
      </div>
    </>
  );
}
