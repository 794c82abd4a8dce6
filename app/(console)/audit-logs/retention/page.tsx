import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getAuditRetention } from '#lib/privacy/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { AuditTabs } from '../_components/audit-tabs.tsx';
import { RetentionForm } from '../_components/retention-form.tsx';

export const metadata: Metadata = { title: 'Retention · Audit log' };

/** How long is it kept, and what keeps it longer? */
export default async function AuditRetentionPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(getAuditRetention, {})]);
  const answer =
    data === undefined
      ? ''
      : data.years === null
        ? 'Entries are kept for ever.'
        : `Entries are kept for ${data.years} ${data.years === 1 ? 'year' : 'years'}. Their hashes stay, so everything younger is proved as before.`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Audit log', href: '/audit-logs' }, { label: 'Retention' }]} />
      <PageHeader title="Audit log" answer={answer} />
      <AuditTabs current="retention" />
      {problem === undefined ? (
        <div className="grid items-start gap-10 px-(--gutter) pt-6 pb-12 xl:grid-cols-2">
          <Facts
            facts={[
              {
                label: 'Oldest entry',
                value: data.oldest_at === null ? 'None yet' : <TimeText at={data.oldest_at} reader={reader} now={now} absolute />,
              },
              { label: 'Kept from entry', value: data.kept_from, source: 'Epoch of the chain / place in it' },
              {
                label: 'Legal hold',
                value:
                  data.held_by === null ? (
                    'None keeps entries longer'
                  ) : (
                    <PageLink href="/privacy/holds" prefetch={false} className="underline underline-offset-4">
                      {data.held_by}
                    </PageLink>
                  ),
              },
              ...(data.waits_for === null ? [] : [{ label: 'Waits', value: data.waits_for }]),
            ]}
          />
          {holds(me.permissions, 'audit.write') ? <RetentionForm key={data.version} retention={data} /> : null}
        </div>
      ) : (
        <div className="px-(--gutter) pt-6">
          <ErrorState title="The retention did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        </div>
      )}
    </>
  );
}
