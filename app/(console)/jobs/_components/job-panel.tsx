import { SidePanel } from '#components/shell/side-panel.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import type { JobRow } from './job-columns.tsx';
import { RunState } from './run-state.tsx';
import { StartJob } from './start-job.tsx';

export interface JobPanelProps {
  job: JobRow;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const runners = { embedded: 'The workers of this installation', inngest: 'An Inngest server' } as const;

/** One background function beside the list. */
export function JobPanel({ job, reader, now, mayWrite }: JobPanelProps) {
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} absolute />);
  const { last_run: last } = job;
  return (
    <SidePanel
      title={job.id}
      badge={last === null ? undefined : <RunState state={last.state} />}
      actions={mayWrite && job.crons.length > 0 ? <StartJob id={job.id} /> : undefined}
    >
      <p className="mb-4 break-words text-control">{job.summary}</p>
      <Facts
        facts={[
          { label: 'Schedule (UTC)', value: job.crons.length === 0 ? 'None' : job.crons.join(', ') },
          { label: 'Events', value: job.events.length === 0 ? 'None' : job.events.join(', ') },
          { label: 'Next', value: time(job.next_at, 'With its event') },
          { label: 'Last run', value: time(last?.created_at ?? null, 'None yet') },
          { label: 'Tries beyond the first', value: job.retries },
          { label: 'Carried out by', value: runners[job.runner] },
          { label: 'Known to a worker', value: time(job.seen_at, '–') },
        ]}
      />
      <p className="mt-6">
        <ButtonLink size="small" href={`/jobs/runs?f.job=is:${job.id}`}>
          Its runs
        </ButtonLink>
      </p>
    </SidePanel>
  );
}
