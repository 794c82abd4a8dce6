import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getSecuritySettings } from '#lib/identity/index.ts';
import { SecurityForm } from '../_components/security-form.tsx';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { SmsForm } from '../_components/sms-form.tsx';

export const metadata: Metadata = { title: 'Security · Settings' };

/** How do people sign in, and how long does that hold? */
export default async function SecurityPage() {
  const [settings, roles] = await Promise.all([perform(getSecuritySettings, {}), perform(listRoles, { limit: 200 })]);
  const options = (roles.data?.data ?? []).map(({ name, title }) => ({ value: name, label: title }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Security' }]} />
      <PageHeader
        title="Settings"
        answer="How people sign in, and how long that holds. Changes hold with the next request of every session."
      />
      <SettingsTabs current="security" />
      {settings.problem === undefined ? (
        <div className="grid gap-10 px-(--gutter) pt-6 pb-12 xl:grid-cols-2">
          <section aria-labelledby="rules" className="flex flex-col gap-4">
            <h2 id="rules" className="font-semibold text-body">
              Sign-in and sessions
            </h2>
            <SecurityForm key={settings.data.version} settings={settings.data} roles={options} />
          </section>
          <section aria-labelledby="sms" className="flex flex-col gap-4">
            <h2 id="sms" className="font-semibold text-body">
              Text messages
            </h2>
            <p className="max-w-140 text-body text-second">
              {settings.data.sms_gateway === null
                ? 'Off. Passkeys and authenticator apps are stronger: a number can be taken over.'
                : 'On. A telephone can be added as a second factor under My account.'}
            </p>
            <SmsForm key={settings.data.version} settings={settings.data} />
          </section>
        </div>
      ) : (
        <div className="px-(--gutter) pt-6 pb-12">
          <ErrorState title="The settings did not load" requestId={settings.problem.request_id}>
            {settings.problem.detail}
          </ErrorState>
        </div>
      )}
    </>
  );
}
