import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listAuditTargets } from '#lib/audit/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { AuditTabs } from '../_components/audit-tabs.tsx';
import { TargetActions } from '../_components/target-actions.tsx';
import { targetWords } from '../_components/target-words.ts';

export const metadata: Metadata = { title: 'SIEM and anchors' };

/** Who else has it? */
export default async function AuditTargetsPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listAuditTargets, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'audit.write');
  const rows = data?.data ?? [];
  const failing = rows.filter(({ last_error }) => last_error !== null).length;
  const create = (
    <ButtonLink variant="primary" href="/audit-logs/targets/new">
      Add target
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Audit log', href: '/audit-logs' }, { label: 'SIEM and anchors' }]} />
      <PageHeader
        title="Audit log"
        answer={
          failing === 0
            ? 'Entries go to SIEMs and archives as they are sealed; checkpoints to anchors, so that nobody can rewrite the past.'
            : `${failing} ${failing === 1 ? 'target does' : 'targets do'} not take what is sent; it is kept and tried again.`
        }
        primary={mayWrite && rows.length > 0 ? create : undefined}
      />
      <AuditTabs current="targets" />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        {problem === undefined ? null : (
          <ErrorState title="The targets did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && rows.length === 0 ? (
          <div className="lg:col-span-12">
            <EmptyState title="The trail is nowhere else" action={mayWrite ? create : undefined}>
              Send entries to your SIEM, and checkpoints to a mailbox, a webhook or object storage that others hold.
            </EmptyState>
          </div>
        ) : null}
        {rows.map((target) => (
          <Card
            key={target.id}
            className="lg:col-span-6"
            title={target.name}
            subtitle={targetWords[target.kind]}
            aside={
              target.status === 'paused' ? (
                <StatusBadge tone="neutral">Paused</StatusBadge>
              ) : (
                <StatusBadge tone={target.last_error === null ? 'success' : 'danger'}>
                  {target.last_error === null ? 'Active' : 'Failing'}
                </StatusBadge>
              )
            }
          >
            <Facts
              facts={[
                { label: 'To', value: target.url ?? (target.settings.recipients ?? []).join(', ') },
                { label: 'Credential', value: target.credential_hint ?? 'None' },
                {
                  label: 'Delivered',
                  value: target.delivered_at === null ? 'Nothing yet' : <TimeText at={target.delivered_at} reader={reader} now={now} />,
                },
                ...(target.last_error === null ? [] : [{ label: 'Last fault', value: target.last_error }]),
              ]}
            />
            {mayWrite ? (
              <div className="mt-3 flex gap-2">
                <TargetActions id={target.id} name={target.name} status={target.status} />
              </div>
            ) : null}
          </Card>
        ))}
      </div>
    </>
  );
}
