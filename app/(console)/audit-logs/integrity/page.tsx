import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getAuditLogState, listAuditCheckpoints, listAuditTargets } from '#lib/audit/index.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { AuditTabs } from '../_components/audit-tabs.tsx';
import { Checkpoints } from '../_components/checkpoints.tsx';
import { VerifyPanel } from '../_components/verify-panel.tsx';

export const metadata: Metadata = { title: 'Integrity of the audit log' };

/** Can I prove it? */
export default async function AuditIntegrityPage() {
  const [{ reader, now }, { data: state, problem }, checkpoints, targets] = await Promise.all([
    loadReader(),
    perform(getAuditLogState, {}),
    perform(listAuditCheckpoints, { limit: 10 }),
    perform(listAuditTargets, { limit: 200 }),
  ]);
  const bar = <PageBar crumbs={[{ label: 'Governance' }, { label: 'Audit log', href: '/audit-logs' }, { label: 'Integrity' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Audit log" />
        <ErrorState title="The state of the log did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const format = createFormat(reader);
  const isAnchored = (targets.data?.data ?? []).some(
    ({ kind, status }) => status === 'active' && (kind.startsWith('anchor_') || kind === 'archive'),
  );
  const size = Number(state.size);
  return (
    <>
      {bar}
      <PageHeader
        title="Audit log"
        answer={
          size === 0
            ? 'Nothing is sealed yet; the first entry is within a second of being written.'
            : `${format.count(size)} entries are sealed in a Merkle tree whose root is signed with every entry that is added.`
        }
      />
      <AuditTabs current="integrity" />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        <div className="flex flex-col gap-3 empty:hidden lg:col-span-12">
          {state.problem === null ? null : <Banner tone="danger">{`Nothing is sealed any more. ${state.problem}.`}</Banner>}
          {isAnchored ? null : (
            <Banner tone="warning">
              No anchor: whoever holds both the database and the signing key could write another history. Send checkpoints somewhere else.
            </Banner>
          )}
        </div>
        <Card className="lg:col-span-5" title="Verify" subtitle="The whole log, in this browser and in the database">
          <VerifyPanel keys={state.verifier_keys} />
        </Card>
        <Card className="lg:col-span-7" title="The log" subtitle="Keep the verifier key: with it an export is verified offline">
          <Facts
            facts={[
              { label: 'Entries', value: format.count(size) },
              { label: 'Waiting', value: format.count(state.waiting) },
              {
                label: 'Sealed',
                value: state.sealed_at === null ? 'Never' : <TimeText at={state.sealed_at} reader={reader} now={now} />,
              },
              { label: 'Epoch', value: format.count(state.epoch) },
              { label: 'Origin', value: <code className="break-all">{state.origin ?? 'None'}</code> },
              { label: 'Root', value: <code className="break-all">{state.root ?? 'None'}</code> },
              { label: 'Verifier key', value: <code className="break-all">{state.verifier_key ?? 'None'}</code> },
            ]}
          />
        </Card>
        <Card className="lg:col-span-12" title="Checkpoints" subtitle="Signed tree heads, the newest first">
          <Checkpoints rows={checkpoints.data?.data ?? []} reader={reader} now={now} />
        </Card>
      </div>
    </>
  );
}
