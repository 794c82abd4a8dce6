import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { listRules } from '#lib/approvals/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ApprovalTabs } from '../_components/approval-tabs.tsx';
import { RuleCard } from '../_components/rule-card.tsx';

export const metadata: Metadata = { title: 'Rules · Approvals' };

/** Who decides about what? */
export default async function ApprovalRulesPage() {
  const [{ reader, me }, { data, problem }] = await Promise.all([loadReader(), perform(listRules, {})]);
  const rules = data?.data ?? [];
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Approvals', href: '/approvals' }, { label: 'Rules' }]} />
      <PageHeader
        title="Rules of approvals"
        answer="The nearest rule decides: the team’s own, then those of departments around it, then the organization’s. Without one leads approve up to $500, department administrators up to $2,000, tenant administrators the rest."
        primary={
          <ButtonLink variant="primary" href="/approvals/rules/new">
            New rule
          </ButtonLink>
        }
      />
      <ApprovalTabs current="rules" permissions={me.permissions} />
      <div className="flex flex-col gap-4 px-(--gutter) pt-6 pb-12">
        {problem === undefined ? null : (
          <ErrorState title="The rules did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && rules.length === 0 ? (
          <EmptyState title="No rule yet" action={<ButtonLink href="/approvals/rules/new">New rule</ButtonLink>}>
            No call waits for an approval. A rule says above which cost calls do, and who decides.
          </EmptyState>
        ) : null}
        {rules.map((rule) => (
          <RuleCard key={rule.id} rule={rule} reader={reader} />
        ))}
      </div>
    </>
  );
}
