import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { readSsoFailure, ssoFailures } from '#lib/contracts/sso-failures.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { publicOrigin } from '#lib/http/public-origin.ts';
import { getConnection, listSyncLogs } from '#lib/sso/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { tableProblem } from '../../../_shell/table-problem.tsx';
import { ConnectionActions } from '../_components/connection-actions.tsx';
import { type ConnectionRow, ConnectionStatus, syncColumns } from '../_components/connection-columns.tsx';
import { EditForm } from '../_components/edit-form.tsx';
import { KindSteps } from '../_components/kind-steps.tsx';
import { loadChoices } from '../_components/load-choices.ts';

export const metadata: Metadata = { title: 'Identity provider · Settings' };

interface PageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** What the provider wants to be told of us, to be copied. */
function Addresses({ connection, origin }: { connection: ConnectionRow; origin: string }) {
  const { callback, metadata: about, logout, start } = connection.paths;
  const addresses: readonly (readonly [string, string])[] =
    about === null || logout === null
      ? [
          ['Redirect address', origin + callback],
          ['After signing out', `${origin}/sign-in`],
          ['Sign-in tile', origin + start],
        ]
      : [
          ['Entity ID, metadata', origin + about],
          ['Assertion Consumer Service', origin + callback],
          ['Single Logout Service', origin + logout],
          ['Sign-in tile', origin + start],
        ];
  return (
    <dl className="flex flex-col gap-2">
      {addresses.map(([label, value]) => (
        <div key={label}>
          <dt className="text-caption text-quiet">{label}</dt>
          <dd className="flex items-center gap-1">
            <span className="min-w-0 break-all font-mono text-caption">{value}</span>
            <CopyButton value={value} label={`Copy ${label}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The last test, step by step. */
function Checks({ result }: { result: ConnectionRow['test_result'] }) {
  if (result === null) return <p className="text-control text-second">Not tested yet.</p>;
  return (
    <ul className="flex flex-col gap-2 text-control">
      {result.checks.map(({ name, ok, message }) => (
        <li key={name}>
          <StatusBadge tone={ok ? 'success' : 'danger'}>{name}</StatusBadge>
          <span className="mt-0.5 block text-second">{message}</span>
        </li>
      ))}
    </ul>
  );
}

/** Does this provider get our people in, and what does it give them? */
export default async function SsoConnectionPage({ params, searchParams }: PageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const { state } = readUrlState(search);
  const [{ reader, now, me }, { data: connection, problem }, entries, choices] = await Promise.all([
    loadReader(),
    performOr404(getConnection, { sso_connection_id: id }),
    perform(listSyncLogs, { sso_connection_id: id, cursor: state.cursor, limit: 20 }),
    loadChoices(),
  ]);
  if (problem !== undefined) throw new Error(`The identity provider could not be loaded (${problem.code}, ${problem.request_id})`);
  const mayWrite = holds(me.permissions, 'sso.write') && connection.status !== 'archived';
  const failure = search.failure === undefined ? undefined : ssoFailures[readSsoFailure(search.failure)];
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Single sign-on', href: '/settings/sign-in' }, { label: connection.name }]} />
      {failure === undefined ? null : (
        <Banner tone="warning">The test sign-in failed: {failure.title}. The log below has the reason.</Banner>
      )}
      <PageHeader
        title={connection.name}
        badge={<ConnectionStatus status={connection.status} />}
        answer={connection.issuer ?? connection.idp_entity_id ?? ''}
      />
      {mayWrite ? (
        <div className="px-(--gutter) pb-6">
          <ConnectionActions connection={connection} />
        </div>
      ) : null}
      <div className="grid gap-8 px-(--gutter) pb-8 lg:grid-cols-[minmax(0,8fr)_minmax(0,4fr)]">
        <div>{mayWrite ? <EditForm key={connection.version} connection={connection} choices={choices} /> : null}</div>
        <div className="flex flex-col gap-6">
          <section aria-labelledby="addresses">
            <h2 id="addresses" className="mb-2 font-semibold text-body">
              Enter at the provider
            </h2>
            <Addresses connection={connection} origin={publicOrigin(await headers())} />
          </section>
          <KindSteps kind={connection.kind} />
          <section aria-labelledby="checks">
            <h2 id="checks" className="mb-2 font-semibold text-body">
              Last test
            </h2>
            <Checks result={connection.test_result} />
          </section>
        </div>
      </div>
      <h2 className="px-(--gutter) pb-2 font-semibold text-body">What happened here</h2>
      <DataTable
        label="Sync log"
        noun="entries"
        columns={syncColumns(false)}
        rows={entries.data?.data ?? []}
        rowId={(entry) => entry.id}
        rowName={(entry) => entry.email ?? entry.id}
        url={listUrl(`/settings/sign-in/${id}`, search)}
        reader={reader}
        now={now}
        older={entries.data?.next_cursor ?? undefined}
        problem={tableProblem('entries', entries.problem)}
        empty={{ title: 'Nobody has signed in here yet', children: 'Try a sign-in: it shows what would happen, and changes nothing.' }}
      />
    </>
  );
}
