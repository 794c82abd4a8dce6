import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { loadRuleChoices } from '../_components/load-rule-choices.ts';
import { RuleForm } from '../_components/rule-form.tsx';

export const metadata: Metadata = { title: 'New rule · Alert rules' };

export default async function NewAlertRulePage() {
  const choices = await loadRuleChoices();
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alert rules', href: '/alert-rules' }, { label: 'New rule' }]} />
      <PageHeader title="New rule" answer="A condition on calls; try it on the past before anybody is woken." />
      <div className="px-(--gutter) pb-12">
        <RuleForm rule={null} choices={choices} />
      </div>
    </>
  );
}
