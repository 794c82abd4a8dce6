import { nanoOf } from '#components/budgets/budget-words.ts';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getDelivery } from '#lib/projects/index.ts';
import type { ProjectRow } from './project-columns.tsx';

const hourMs = 3_600_000;
const days = 90;

/** How the project delivers, measured from its releases and calls, beside the targets that people wrote down. */
export async function ProjectDelivery({ project, reader }: { project: ProjectRow; reader: Reader }) {
  const { data, problem } = await perform(getDelivery, { project_id: project.id, days });
  if (problem !== undefined) {
    return (
      <ErrorState title="The measurements did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = createFormat(reader);
  const span = (hours: number | null): string => (hours === null ? 'Nothing to measure' : format.duration(hours * hourMs));
  const percent = (value: number | null): string => (value === null ? 'Nothing to measure' : `${value} %`);
  const open = data.open_failures === 0 ? '' : `, ${data.open_failures} not mended yet`;
  return (
    <>
      <Card title="Delivery" subtitle={`Measured from releases of ${days} days`}>
        <Facts
          facts={[
            { label: 'Releases', value: `${data.releases} (${data.releases_per_week} a week)` },
            { label: 'Lead time, draft to release', value: span(data.lead_time_hours) },
            { label: 'Time between releases', value: span(data.between_hours) },
            { label: 'Failed changes', value: `${percent(data.failure_percent)}${open}` },
            { label: 'Time to recovery', value: span(data.recovery_hours) },
          ]}
        />
      </Card>
      <Card title="Key figures and targets" subtitle={`Calls of ${days} days, and what people wrote down`}>
        <Facts
          facts={[
            { label: 'Requests', value: format.count(data.requests) },
            { label: 'Failed requests', value: percent(data.failed_request_percent) },
            {
              label: 'Cost of a request',
              value: data.cost_per_request_usd === null ? 'Nothing to measure' : format.moneyExact(nanoOf(data.cost_per_request_usd)),
            },
            ...project.kpis.map(({ name, target, current }) => ({ label: name, value: `${current ?? 'Not said'} (target ${target})` })),
          ]}
        />
      </Card>
    </>
  );
}
