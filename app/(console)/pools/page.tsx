import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listPools } from '#lib/pools/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { PoolCard, type PoolRow } from './_components/pool-card.tsx';

export const metadata: Metadata = { title: 'Shared connections' };

const days = 30;

function answerOf(pools: readonly PoolRow[]): string {
  const owned = pools.filter(({ owner_name: owner }) => owner !== null).length;
  const lent = pools.filter(({ loans }) => loans.length > 0).length;
  if (owned === 0) return 'Every connection is the organization’s: every team may use it.';
  return `${owned} of ${pools.length} connections ${owned === 1 ? 'belongs' : 'belong'} to a team or department; ${lent} ${lent === 1 ? 'is' : 'are'} lent to others.`;
}

/** Whose are the connections, who else may use them, and who did? */
export default async function PoolsPage() {
  const all = { limit: 200 };
  const [{ me, reader }, pools, teams, departments] = await Promise.all([
    loadReader(),
    perform(listPools, { days }),
    perform(listTeams, all),
    perform(listDepartments, all),
  ]);
  const rows = pools.data?.data ?? [];
  const named = (found: readonly { id: string; name: string }[] | undefined) =>
    (found ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const places = { team: named(teams.data?.data), department: named(departments.data?.data) };
  const may = { assign: holds(me.permissions, 'connections.write'), lend: holds(me.permissions, 'connections.lend') };
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Shared connections' }]} />
      <PageHeader title="Shared connections" answer={pools.problem === undefined ? answerOf(rows) : undefined} />
      <div className="grid items-start gap-4 px-(--gutter) pt-2 pb-16 lg:grid-cols-12">
        {pools.problem === undefined ? (
          rows.map((pool) => <PoolCard key={pool.connection_id} pool={pool} days={days} reader={reader} places={places} may={may} />)
        ) : (
          <ErrorState title="The connections did not load" requestId={pools.problem.request_id}>
            {pools.problem.detail}
          </ErrorState>
        )}
      </div>
      {pools.problem === undefined && rows.length === 0 ? (
        <EmptyState title="No connection yet">A connection is a way to a provider, with the organization’s own key.</EmptyState>
      ) : null}
    </>
  );
}
