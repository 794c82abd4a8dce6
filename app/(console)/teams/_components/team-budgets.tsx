import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { BudgetList } from '../../_shell/budget-list.tsx';
import { loadReader } from '../../_shell/load-reader.ts';
import type { TeamRow } from './team-columns.tsx';

/** What the team may spend, and what is left of it. */
export async function TeamBudgets({ team }: { team: TeamRow }) {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listBudgets, { team_id: team.id })]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The budgets did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const add = holds(me.permissions, 'budgets.write') ? (
    <ButtonLink href={`/budgets/new?scope=team&team_id=${team.id}`}>New budget</ButtonLink>
  ) : undefined;
  if (data.data.length === 0) {
    return (
      <EmptyState title="No budget limits this team" {...(add === undefined ? {} : { action: add })}>
        Budgets of its department or of the organization may still limit its calls.
      </EmptyState>
    );
  }
  return (
    <div className="grid max-w-140 gap-6 px-(--gutter) pt-4 pb-12">
      <BudgetList label={`Budgets of ${team.name}`} budgets={data.data} reader={reader} now={now} />
      <div>{add}</div>
    </div>
  );
}
