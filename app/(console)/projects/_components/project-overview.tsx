import { nanoOf } from '#components/budgets/budget-words.ts';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { BudgetList } from '../../_shell/budget-list.tsx';
import { ProjectApprovals } from './project-approvals.tsx';
import { priorityWords } from './project-columns.tsx';
import { ProjectDelivery } from './project-delivery.tsx';
import type { ProjectPartProps } from './project-environments.tsx';

const listed = (values: readonly string[]): string => (values.length === 0 ? 'None' : values.join(', '));

/** What it costs against what was planned, what limits it, and what is said of it. */
export async function ProjectOverview({ project, reader, now }: ProjectPartProps) {
  const format = createFormat(reader);
  const { data: budgets } = await perform(listBudgets, { project_id: project.id });
  const money = (usd: string | null): string => (usd === null ? 'Not said' : format.moneySum(nanoOf(usd)));
  return (
    <div className="grid gap-6 px-(--gutter) pt-4 pb-12">
      <FigureStrip
        label="Key figures"
        figures={[
          {
            label: 'Cost so far',
            value: format.moneyLead(nanoOf(project.actual_cost_usd)),
            exact: format.moneyExact(nanoOf(project.actual_cost_usd)),
          },
          { label: 'Planned budget', value: money(project.allocated_budget_usd) },
          { label: 'Estimated cost', value: money(project.estimated_cost_usd) },
          { label: 'Requests', value: format.count(project.request_count) },
        ]}
      />
      <div className="grid gap-4 md:grid-cols-2">
        <Card title="Facts">
          <Facts
            facts={[
              { label: 'Slug', value: project.slug },
              { label: 'Team', value: project.team_name ?? 'None' },
              { label: 'Owner', value: project.owner_name ?? 'Nobody' },
              { label: 'Cost center', value: project.cost_center_code ?? 'None' },
              { label: 'Priority', value: priorityWords[project.priority] },
              { label: 'Dates', value: `${project.start_date ?? '…'} to ${project.end_date ?? '…'}` },
              { label: 'Who may name it', value: project.visibility },
              { label: 'Security level', value: project.security_level },
              { label: 'Data', value: listed(project.data_classes) },
              { label: 'Compliance', value: listed(project.compliance_requirements) },
              ...(project.compliance_requirements.length === 0
                ? []
                : [
                    {
                      label: 'Still needs',
                      value:
                        project.unmet_requirements.length === 0 ? 'Nothing' : `${project.unmet_requirements.join(', ')}; releases wait`,
                    },
                  ]),
              { label: 'Stakeholders', value: listed(project.stakeholders.map(({ name, role }) => `${name ?? 'somebody'} (${role})`)) },
              { label: 'Networks', value: project.allowed_ips.length === 0 ? 'Every network' : project.allowed_ips.join(', ') },
              { label: 'Starts', value: project.requires_approval ? 'By an approval alone' : 'As the rules of approvals say' },
            ]}
          />
        </Card>
        <Card title="Budgets" subtitle="What limits its calls">
          {(budgets?.data ?? []).length === 0 ? (
            <p className="text-control text-quiet">No budget limits this project itself.</p>
          ) : (
            <BudgetList label={`Budgets of ${project.name}`} budgets={budgets?.data ?? []} reader={reader} now={now} />
          )}
        </Card>
        <ProjectDelivery project={project} reader={reader} />
        <ProjectApprovals project={project} reader={reader} now={now} />
      </div>
    </div>
  );
}
