import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { RuleForm } from '../../_components/rule-form.tsx';

export const metadata: Metadata = { title: 'New rule · Approvals' };

/** What should others decide about? */
export default async function NewApprovalRulePage() {
  const [roles, teams] = await Promise.all([perform(listRoles, {}), perform(listTeams, { limit: 200 })]);
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Governance' },
          { label: 'Approvals', href: '/approvals' },
          { label: 'Rules', href: '/approvals/rules' },
          { label: 'New rule' },
        ]}
      />
      <PageHeader title="New rule" answer="It holds in every process within two seconds. What waits already goes on as it was asked." />
      <div className="px-(--gutter) pb-12">
        <RuleForm
          roles={(roles.data?.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
          teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
    </>
  );
}
