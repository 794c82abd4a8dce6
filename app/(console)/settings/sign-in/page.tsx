import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { getSettings, listConnections, listDomains } from '#lib/sso/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { connectionColumns } from './_components/connection-columns.tsx';
import { DomainsCard } from './_components/domains-card.tsx';
import { EnforcementForm } from './_components/enforcement-form.tsx';

export const metadata: Metadata = { title: 'Single sign-on · Settings' };

/** How do our people sign in? */
export default async function SignInSettingsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/sign-in', searchParams);
  const { state } = list;
  const [{ reader, now, me }, connections, domains, settings, people] = await Promise.all([
    loadReader(),
    perform(listConnections, { cursor: state.cursor }),
    perform(listDomains, {}),
    perform(getSettings, {}),
    perform(listUsers, { limit: 200 }),
  ]);
  const mayWrite = holds(me.permissions, 'sso.write');
  const providers = (connections.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const candidates = (people.data?.data ?? []).map(({ id, name, email }) => ({
    value: id,
    label: name === '' ? email : `${name} (${email})`,
  }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Single sign-on' }]} />
      <PageHeader
        title="Settings"
        answer={
          settings.data?.enforced
            ? 'People sign in at your identity provider; passwords are refused.'
            : providers.length === 0
              ? 'Only passwords so far. Connect Okta, Entra ID, Google or SAML.'
              : 'People of your domains can sign in at your identity provider, and by password.'
        }
        primary={
          mayWrite ? (
            <ButtonLink variant="primary" href="/settings/sign-in/new">
              Connect provider
            </ButtonLink>
          ) : undefined
        }
      />
      <SettingsTabs current="sign-in" />
      <DataTable
        label="Identity providers"
        columns={connectionColumns}
        {...listProps(list, 'identity providers', connections)}
        rowName={(connection) => connection.name}
        opens={(connection) => `/settings/sign-in/${connection.id}`}
        reader={reader}
        now={now}
        empty={{
          title: 'No identity provider is connected',
          children: 'Connect one, prove your e-mail domain, try a sign-in, then switch it on.',
        }}
      />
      <div className="flex flex-col gap-10 px-(--gutter) pt-8 pb-12">
        {mayWrite ? (
          <section aria-labelledby="domains">
            <h2 id="domains" className="mb-2 font-semibold text-body">
              E-mail domains
            </h2>
            <p className="mb-3 max-w-180 text-control text-second">
              An identity provider speaks for the people of proved domains alone. Only a DNS record proves one.
            </p>
            <DomainsCard domains={domains.data?.data ?? []} providers={providers} />
          </section>
        ) : null}
        {mayWrite && settings.data !== undefined ? (
          <section aria-labelledby="enforcement">
            <h2 id="enforcement" className="mb-2 font-semibold text-body">
              Passwords
            </h2>
            <EnforcementForm settings={settings.data} people={candidates} />
          </section>
        ) : null}
        {settings.problem === undefined ? null : (
          <ErrorState title="The settings did not load" requestId={settings.problem.request_id}>
            {settings.problem.detail}
          </ErrorState>
        )}
        <p>
          <ButtonLink href="/settings/sign-in/log">Sync log</ButtonLink>
        </p>
      </div>
    </>
  );
}
