import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { getTenant } from '#lib/organization/index.ts';
import { GeneralForm } from '../_components/general-form.tsx';
import { SettingsTabs } from '../_components/settings-tabs.tsx';

export const metadata: Metadata = { title: 'General · Settings' };

/** How is this organization set up? */
export default async function GeneralSettingsPage() {
  const { data: tenant, problem } = await perform(getTenant, {});
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'General' }]} />
      <PageHeader title="Settings" answer="Changes hold in every process within two seconds and stand in the audit log." />
      <SettingsTabs current="general" />
      <div className="px-(--gutter) pt-6 pb-12">
        {problem === undefined ? (
          <>
            <p className="mb-6 text-control text-second">
              {tenant.domains.length === 0
                ? 'No e-mail domain is proved to be yours.'
                : `Proved e-mail domains: ${tenant.domains.join(', ')}.`}{' '}
              <PageLink href="/settings/sign-in" className="underline">
                Domains
              </PageLink>
            </p>
            <GeneralForm tenant={tenant} />
          </>
        ) : (
          <ErrorState title="The settings did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
