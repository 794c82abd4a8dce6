import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Card } from '#components/ui/card.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listDelegations } from '#lib/approvals/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import { ApprovalTabs } from '../_components/approval-tabs.tsx';
import { DelegationForm } from '../_components/delegation-form.tsx';
import { EndDelegation } from '../_components/end-delegation.tsx';

export const metadata: Metadata = { title: 'Delegation · Approvals' };

/** Who decides in whose place, until when? */
export default async function DelegationsPage() {
  const [{ reader, now, me }, { data }, people] = await Promise.all([loadReader(), perform(listDelegations, {}), peopleOptions()]);
  const rows = data?.data ?? [];
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Approvals', href: '/approvals' }, { label: 'Delegation' }]} />
      <PageHeader title="Delegation" answer="While you are away somebody else decides in your place. Their decisions name you both." />
      <ApprovalTabs current="delegations" permissions={me.permissions} />
      <div className="grid gap-6 px-(--gutter) pt-6 pb-12 lg:grid-cols-2">
        <Card title="Now and later">
          {rows.length === 0 ? <p className="text-control text-quiet">Nobody stands in for you, and you for nobody.</p> : null}
          <ul className="flex flex-col gap-3">
            {rows.map((row) => (
              <li key={row.id} className="flex flex-wrap items-center gap-2 text-control">
                <span className="min-w-0 flex-1" dir="auto">
                  {row.is_own ? `${row.to_name} decides for you` : `You decide for ${row.from_name}`}
                  {row.reason === '' ? '' : ` (${row.reason})`}
                  <span className="block text-caption text-quiet">
                    <TimeText at={row.starts_at} reader={reader} now={now} /> – <TimeText at={row.ends_at} reader={reader} now={now} />
                    {row.revoked_at === null ? '' : ', ended'}
                  </span>
                </span>
                {row.revoked_at === null ? <EndDelegation id={row.id} /> : null}
              </li>
            ))}
          </ul>
        </Card>
        <Card title="Let somebody stand in">
          {people.length === 0 ? (
            <p className="text-control text-quiet">You cannot see other people. Ask an administrator to delegate for you.</p>
          ) : (
            <DelegationForm people={people.filter(({ value }) => value !== me.user.id)} />
          )}
        </Card>
      </div>
    </>
  );
}
