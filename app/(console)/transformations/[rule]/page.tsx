import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listTransformations } from '#lib/transformations/index.ts';
import { RuleForm } from '../_components/rule-form.tsx';
import { textOfRule } from '../_components/rule-text.ts';

export const metadata: Metadata = { title: 'Rule · Transformations' };

/** Stands in the address in place of a name; a rule that has it is edited by API. */
const newRule = 'new';

/** What should this rule do, and to whose requests? */
export default async function RulePage({ params }: { params: Promise<{ rule: string }> }) {
  const { rule: name } = await params;
  const { data, problem } = await perform(listTransformations, {});
  const isNew = name === newRule;
  const rule = data?.rules.find((candidate) => candidate.name === name);
  if (data !== undefined && !isNew && rule === undefined) notFound();
  const title = isNew ? 'Create rule' : name;
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Transformations', href: '/transformations' }, { label: title }]} />
      <PageHeader
        title={title}
        answer="It changes only what it names. What it says holds for every key it is for, whatever the caller sends."
      />
      <div className="px-(--gutter) pb-12">
        {problem === undefined ? (
          <RuleForm
            rule={isNew || rule === undefined ? { enabled: true } : textOfRule(rule)}
            formerName={isNew ? null : name}
            version={data.version}
          />
        ) : (
          <ErrorState title="The rules did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
