import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listSessions, listSignIns } from '#lib/identity/index.ts';
import { listFactors } from '#lib/second-factors/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { sessionColumns } from '../settings/_components/session-columns.tsx';
import { FactorList } from './_components/factor-list.tsx';
import { PasswordForm } from './_components/password-form.tsx';
import { ProfileForm } from './_components/profile-form.tsx';
import { signInColumns } from './_components/sign-in-columns.tsx';
import { SignOutOthers } from './_components/sign-out-others.tsx';

export const metadata: Metadata = { title: 'My account' };

/** Who am I here? */
export default async function AccountPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { reader, now, me } = await loadReader();
  // A temporary password opens nothing but its own change.
  const isOpen = !me.user.must_change_password;
  const factors = isOpen ? await perform(listFactors, {}) : undefined;
  const roles = me.roles
    .map((role) => (role.scope_name === null ? role.role_title : `${role.role_title} on ${role.scope_name}`))
    .join(', ');
  return (
    <>
      <PageBar crumbs={[{ label: 'My account' }]} />
      <PageHeader
        title={me.user.name || me.user.email}
        actions={<ButtonLink href="/account/privacy">My data</ButtonLink>}
        answer={`${me.user.email}. ${roles === '' ? 'No role of your own.' : `Roles: ${roles}.`}`}
      />
      <div className="grid gap-10 px-(--gutter) pt-2 pb-8 xl:grid-cols-2">
        <section aria-labelledby="profile" className="flex flex-col gap-4">
          <h2 id="profile" className="font-semibold text-body">
            Profile
          </h2>
          <ProfileForm user={me.user} inheritedZone={me.tenant.time_zone} />
        </section>
        <section aria-labelledby="password" className="flex flex-col gap-4">
          <h2 id="password" className="font-semibold text-body">
            Password
          </h2>
          <PasswordForm />
        </section>
        {factors === undefined ? null : factors.problem === undefined ? (
          <FactorList factors={factors.data} reader={reader} now={now} />
        ) : (
          <ErrorState title="The second factors did not load" requestId={factors.problem.request_id}>
            {factors.problem.detail}
          </ErrorState>
        )}
      </div>
      {isOpen ? <Traces userId={me.user.id} search={search} reader={reader} now={now} /> : null}
    </>
  );
}

/** Where the account is signed in, and how it was. */
async function Traces({ userId, search, reader, now }: TracesProps) {
  const [sessions, signIns] = await Promise.all([
    perform(listSessions, { user_id: userId, cursor: readUrlState(search).state.cursor }),
    perform(listSignIns, { limit: 10 }),
  ]);
  return (
    <>
      <h2 className="px-(--gutter) pb-2 font-semibold text-body">Signed-in devices</h2>
      <DataTable
        label="Signed-in devices"
        noun="devices"
        columns={sessionColumns(false)}
        rows={sessions.data?.data ?? []}
        rowId={(session) => session.id}
        rowName={(session) => session.user_agent}
        url={listUrl('/account', search)}
        reader={reader}
        now={now}
        older={sessions.data?.next_cursor ?? undefined}
        problem={tableProblem('devices', sessions.problem)}
        tools={<SignOutOthers />}
        empty={{ title: 'No other device' }}
      />
      <h2 className="px-(--gutter) pt-6 pb-2 font-semibold text-body">Last sign-ins</h2>
      <DataTable
        label="Last sign-ins"
        noun="sign-ins"
        columns={signInColumns}
        rows={signIns.data?.data ?? []}
        rowId={(row) => row.id}
        rowName={(row) => row.device}
        url={listUrl('/account', search)}
        reader={reader}
        now={now}
        problem={tableProblem('sign-ins', signIns.problem)}
        empty={{ title: 'No sign-in yet' }}
      />
    </>
  );
}

interface TracesProps extends Pick<Awaited<ReturnType<typeof loadReader>>, 'reader' | 'now'> {
  readonly userId: string;
  readonly search: SearchParameters;
}
