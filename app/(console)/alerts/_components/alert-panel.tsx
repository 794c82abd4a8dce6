import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getAlert } from '#lib/alerts/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { AlertActions } from './alert-actions.tsx';
import { type AlertRow, AlertState } from './alert-columns.tsx';

export interface AlertPanelProps {
  id: string;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const steps = {
  opened: 'Opened',
  notified: 'Told',
  escalated: 'Escalated to',
  acted: 'Done by the rule',
  action_failed: 'The rule could not act',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  cleared: 'Over',
  resolved: 'Resolved',
} as const;

/** Where it comes from, as a link. */
function sourceOf({ rule_id: ruleId, budget_id: budgetId, incident_id: incidentId }: AlertRow) {
  return [
    ...(ruleId === null ? [] : [{ label: 'Rule', value: <PageLink href={`/alert-rules/${ruleId}`}>Open the rule</PageLink> }]),
    ...(budgetId === null ? [] : [{ label: 'Budget', value: <PageLink href={`/budgets/${budgetId}`}>Open the budget</PageLink> }]),
    ...(incidentId === null
      ? []
      : [{ label: 'Incident', value: <PageLink href={`/incidents?open=${incidentId}`}>Open the incident</PageLink> }]),
  ];
}

/** One alert beside the list: what was found, who was told, and what became of it. */
export async function AlertPanel({ id, reader, now, mayWrite }: AlertPanelProps) {
  const { data: alert, problem } = await perform(getAlert, { alert_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Alert">
        <ErrorState title="The alert did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} absolute />);
  return (
    <SidePanel
      title={alert.title}
      badge={<AlertState state={alert.state} />}
      actions={mayWrite ? <AlertActions id={alert.id} state={alert.state} /> : undefined}
    >
      <p className="mb-4 whitespace-pre-line break-words text-control">{alert.summary}</p>
      <Facts
        facts={[
          { label: 'Opened', value: time(alert.opened_at, '–') },
          { label: 'Escalates', value: time(alert.escalates_at, 'Not any more') },
          { label: 'Snoozed until', value: time(alert.snoozed_until, 'Not snoozed') },
          ...sourceOf(alert),
          { label: 'Id', value: <IdCell id={alert.id} /> },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Timeline</h3>
      <ol className="flex flex-col">
        {alert.timeline.map((step) => (
          <li key={`${step.at} ${step.kind} ${step.note}`} className="flex flex-col gap-1 border-b py-2 text-control">
            <span className="flex flex-wrap justify-between gap-2">
              <span>{step.user_name === null ? steps[step.kind] : `${steps[step.kind]} by ${step.user_name}`}</span>
              <TimeText at={step.at} reader={reader} now={now} />
            </span>
            {step.note === '' ? null : <span className="break-words text-second">{step.note}</span>}
          </li>
        ))}
      </ol>
      <h3 className="mt-6 mb-2 font-semibold text-body">Figures</h3>
      <JsonView label="Figures" text={JSON.stringify(alert.detail)} />
    </SidePanel>
  );
}
