import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeyPolicies } from '#lib/keys/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { KeyTabs } from '../_components/key-tabs.tsx';
import { PolicyForm } from '../_components/policy-form.tsx';
import { PolicyList } from '../_components/policy-list.tsx';

export const metadata: Metadata = { title: 'Rules for keys' };

/** How often are keys replaced, and how many may there be? */
export default async function KeyRulesPage() {
  const [{ me }, rules, teams] = await Promise.all([loadReader(), perform(listKeyPolicies, {}), perform(listTeams, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'keys.write');
  const options = (teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const data = rules.data?.data ?? [];
  const due = data.reduce((sum, { keys_due: keys }) => sum + keys, 0);
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys', href: '/keys' }, { label: 'Rules' }]} />
      <PageHeader
        title="Rules for keys"
        answer={`${due === 0 ? 'No key is overdue.' : `${due} ${due === 1 ? 'key is' : 'keys are'} overdue.`} The rule of a key’s kind counts, else the organization’s; a team’s where it asks for no less.`}
      />
      <KeyTabs current="rules" permissions={me.permissions} />
      {rules.problem === undefined ? (
        <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
          <div className="min-w-0 lg:col-span-7">
            {data.length === 0 ? (
              <EmptyState title="No rule yet">Keys live until somebody ends them.</EmptyState>
            ) : (
              <PolicyList policies={data} mayWrite={mayWrite} />
            )}
          </div>
          {mayWrite ? (
            <Card
              className="lg:col-span-5"
              title="Set a rule"
              subtitle="A rule for the same scope takes the place of the one that is there"
            >
              <PolicyForm teams={options} />
            </Card>
          ) : null}
        </div>
      ) : (
        <ErrorState title="The rules did not load" requestId={rules.problem.request_id}>
          {rules.problem.detail}
        </ErrorState>
      )}
    </>
  );
}
