import type { Metadata } from 'next';
import { periodWords } from '#components/budgets/budget-words.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { listBudgets } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { NewBudgetForm } from '../_components/budget-form.tsx';
import { scopeOptions } from '../_components/scope-options.ts';

export const metadata: Metadata = { title: 'New budget · Budgets' };

/** Choices that a link may bring along: `?scope=team&team_id=…`. */
const presets = ['scope', 'department_id', 'team_id', 'project_id', 'environment_id', 'cost_center_id', 'user_id', 'key_id'];

/** What should cost how much at most? */
export default async function NewBudgetPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, { me }, scopes, budgets] = await Promise.all([
    searchParams,
    loadReader(),
    scopeOptions(),
    perform(listBudgets, { limit: 200 }),
  ]);
  const parents = (budgets.data?.data ?? []).map(({ id, name, period, time_zone }) => ({
    value: id,
    label: name,
    detail: `${periodWords[period]}, ${time_zone}`,
  }));
  const preset = Object.fromEntries(presets.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Budgets', href: '/budgets' }, { label: 'New budget' }]} />
      <PageHeader title="New budget" answer="It starts with what has been spent in its period already, and acts within two seconds." />
      <div className="px-(--gutter) pb-12">
        <NewBudgetForm scopes={scopes} parents={parents} timeZone={me.tenant.time_zone} preset={preset} />
      </div>
    </>
  );
}
