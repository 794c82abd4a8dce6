import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { getApproval, openLink } from '#lib/approvals/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { ApprovalState } from '../../_components/approval-columns.tsx';
import { ApprovalFacts } from '../../_components/approval-facts.tsx';
import { effectWords } from '../../_components/approval-words.ts';
import { LinkDecision } from '../../_components/link-decision.tsx';

/** The address holds a secret: no other site is told it. */
export const metadata: Metadata = { title: 'Decide · Approvals', referrer: 'no-referrer' };

const over = {
  used: 'This link was used already.',
  decided: 'This level is decided already.',
  expired: 'The time of this link is over. If you are still asked, you can decide in the inbox.',
} as const;

/** What a link from an e-mail shows. It decides nothing: scanners open links, so only the button below sends a decision. */
export default async function DecidePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [{ reader, now }, { data, problem }] = await Promise.all([loadReader(), perform(openLink, { token })]);
  const inbox = <ButtonLink href="/approvals">Open the inbox</ButtonLink>;
  const bar = <PageBar crumbs={[{ label: 'Governance' }, { label: 'Approvals', href: '/approvals' }, { label: 'Decide' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <div className="px-(--gutter) py-12">
          <EmptyState title="This link does not work for you" action={inbox}>
            It was sent to somebody else, or is not complete. What waits for you stands in your inbox.
          </EmptyState>
        </div>
      </>
    );
  }
  const { data: detail } = await perform(getApproval, { approval_id: data.approval.id });
  const { approval, state } = data;
  return (
    <>
      {bar}
      <PageHeader title={approval.title} badge={<ApprovalState state={approval.state} />} answer={effectWords[approval.kind]} />
      <div className="grid max-w-200 gap-8 px-(--gutter) pt-2 pb-12">
        <section aria-label="Request">
          <ApprovalFacts approval={{ ...approval, context: detail?.context ?? [] }} reader={reader} now={now} />
        </section>
        {state === 'open' ? (
          <LinkDecision token={token} />
        ) : (
          <EmptyState title="Nothing is to be decided here" action={inbox}>
            {over[state]}
          </EmptyState>
        )}
      </div>
    </>
  );
}
