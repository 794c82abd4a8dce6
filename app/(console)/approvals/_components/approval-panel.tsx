import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getApproval } from '#lib/approvals/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import { ApprovalActions } from './approval-actions.tsx';
import { ApprovalState } from './approval-columns.tsx';
import { ApprovalFacts } from './approval-facts.tsx';

/** One approval beside the list. */
export async function ApprovalPanel({ id, reader, now }: { id: string; reader: Reader; now: string }) {
  const { data: approval, problem } = await perform(getApproval, { approval_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Approval">
        <ErrorState title="The approval did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const people = approval.can_decide ? await peopleOptions() : [];
  return (
    <SidePanel
      title={approval.title}
      badge={<ApprovalState state={approval.state} />}
      actions={<ApprovalActions approval={approval} people={people} />}
    >
      <ApprovalFacts approval={approval} reader={reader} now={now} />
    </SidePanel>
  );
}
