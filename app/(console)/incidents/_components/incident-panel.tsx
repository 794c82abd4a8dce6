import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getIncident } from '#lib/incidents/index.ts';
import { CommentButton } from './comment-button.tsx';
import { IncidentActions } from './incident-actions.tsx';
import { IncidentState } from './incident-columns.tsx';

export interface IncidentPanelProps {
  id: string;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const steps = {
  opened: 'Opened',
  cleared: 'No longer found',
  returned: 'Found again',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  comment: 'Comment',
} as const;

/** One incident beside the list: what was found, and what became of it. */
export async function IncidentPanel({ id, reader, now, mayWrite }: IncidentPanelProps) {
  const { data: incident, problem } = await perform(getIncident, { incident_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Incident">
        <ErrorState title="The incident did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} absolute />);
  return (
    <SidePanel
      title={incident.title}
      badge={<IncidentState state={incident.state} />}
      actions={
        mayWrite ? (
          <>
            <CommentButton id={incident.id} />
            <IncidentActions id={incident.id} state={incident.state} />
          </>
        ) : undefined
      }
    >
      <p className="mb-4 break-words text-control">{incident.summary}</p>
      <Facts
        facts={[
          { label: 'Opened', value: time(incident.opened_at, '–') },
          { label: 'Last seen', value: time(incident.last_seen_at, '–'), source: `${incident.seen_count} times` },
          { label: 'No longer found', value: time(incident.cleared_at, 'It still is') },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Timeline</h3>
      <ol className="flex flex-col">
        {incident.timeline.map((step) => (
          <li key={`${step.at} ${step.kind} ${step.note}`} className="flex flex-col gap-1 border-b py-2 text-control">
            <span className="flex flex-wrap justify-between gap-2">
              <span>{step.user_name === null ? steps[step.kind] : `${steps[step.kind]} by ${step.user_name}`}</span>
              <TimeText at={step.at} reader={reader} now={now} />
            </span>
            {step.note === '' ? null : <span className="break-words text-second">{step.note}</span>}
          </li>
        ))}
      </ol>
      <h3 className="mt-6 mb-2 font-semibold text-body">Facts</h3>
      <JsonView label="Facts" text={JSON.stringify(incident.detail)} />
    </SidePanel>
  );
}
