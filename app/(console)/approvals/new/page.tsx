import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { listBudgets } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { RequestForm } from '../_components/request-form.tsx';

export const metadata: Metadata = { title: 'Ask · Approvals' };

/** Choices that a link may bring along: `?kind=budget_raise&budget_id=…`. */
const presets = ['kind', 'budget_id', 'key_id', 'team_id', 'project_id'];

/** What do I need that I may not do myself? */
export default async function NewApprovalPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, budgets, keys, teams, projects] = await Promise.all([
    searchParams,
    perform(listBudgets, { limit: 200 }),
    perform(listKeys, { limit: 200, status: 'active' }),
    perform(listTeams, { limit: 200 }),
    perform(listProjects, { limit: 200, status: 'planned' }),
  ]);
  const preset = Object.fromEntries(presets.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Approvals', href: '/approvals' }, { label: 'Ask' }]} />
      <PageHeader title="Ask for something" answer="Whoever decides is told by e-mail; so are you, once it is decided." />
      <div className="px-(--gutter) pb-12">
        <RequestForm
          preset={preset}
          budgets={(budgets.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          keys={(keys.data?.data ?? []).map(({ id, name, display }) => ({ value: id, label: name, detail: display }))}
          teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          projects={(projects.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
    </>
  );
}
