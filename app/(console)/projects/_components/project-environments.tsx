import { nanoOf } from '#components/budgets/budget-words.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listEnvironmentsOfProject } from '#lib/projects/index.ts';
import { EnvironmentForm } from './environment-form.tsx';
import type { ProjectRow } from './project-columns.tsx';

export interface ProjectPartProps {
  project: ProjectRow;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

/** The stages of a project with their limits and what they cost. */
export async function ProjectEnvironments({ project, reader, mayWrite }: ProjectPartProps) {
  const { data, problem } = await perform(listEnvironmentsOfProject, { project_id: project.id, limit: 50 });
  if (problem !== undefined) {
    return (
      <ErrorState title="The environments did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = createFormat(reader);
  const money = (usd: string | null): string => (usd === null ? 'None' : format.moneySum(nanoOf(usd)));
  return (
    <div className="grid gap-6 px-(--gutter) pt-4 pb-12">
      {data.data.length === 0 ? (
        <p className="text-control text-quiet">No environment yet. One tells calls of production from all others.</p>
      ) : null}
      <div className="grid gap-4 md:grid-cols-2">
        {data.data.map((row) => (
          <Card
            key={row.id}
            title={row.name}
            subtitle={row.slug}
            aside={
              <StatusBadge tone={row.status === 'active' ? 'success' : 'warning'}>
                {row.status === 'active' ? 'Active' : 'Paused'}
              </StatusBadge>
            }
          >
            <Facts
              facts={[
                { label: 'Address', value: row.url ?? 'None' },
                { label: 'Model', value: row.primary_model ?? 'As each call says' },
                { label: 'Fallback model', value: row.fallback_model ?? 'None' },
                { label: 'Cost', value: money(row.actual_cost_usd) },
                { label: 'Daily limit', value: money(row.daily_cost_limit_usd) },
                { label: 'Monthly limit', value: money(row.monthly_cost_limit_usd) },
                { label: 'Keys bound to it', value: String(row.key_count) },
              ]}
            />
          </Card>
        ))}
      </div>
      {mayWrite && project.archived_at === null ? <EnvironmentForm projectId={project.id} /> : null}
    </div>
  );
}
