import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getJobRun } from '#lib/jobs/index.ts';
import { RetryRun } from './retry-run.tsx';
import { reachOf, triggerOf } from './run-columns.tsx';
import { RunState } from './run-state.tsx';

export interface RunPanelProps {
  id: string;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const answerOf = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null
    ? Object.entries(answer)
        .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
        .join(', ')
    : answer === null || answer === undefined
      ? ''
      : String(answer);

/** One run beside the list: its steps, and why it failed. */
export async function RunPanel({ id, reader, now, mayWrite }: RunPanelProps) {
  const { data: run, problem } = await perform(getJobRun, { run_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Run">
        <ErrorState title="The run did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} absolute />);
  const failure = run.error ?? run.error_kind;
  const isOver = run.state === 'succeeded' || run.state === 'failed';
  return (
    <SidePanel
      title={run.job_id}
      badge={<RunState state={run.state} />}
      actions={mayWrite && run.state === 'failed' ? <RetryRun id={run.id} /> : undefined}
    >
      <Facts
        facts={[
          { label: 'Started by', value: triggerOf(run) },
          ...(run.scheduled_at === null ? [] : [{ label: 'For the time', value: time(run.scheduled_at, '–') }]),
          { label: 'Works for', value: reachOf(run) },
          { label: 'Made', value: time(run.created_at, '–') },
          { label: 'Begun', value: time(run.started_at, 'Not yet') },
          isOver ? { label: 'Ended', value: time(run.ended_at, '–') } : { label: 'Goes on', value: time(run.due_at, '–') },
          { label: 'Failed attempts', value: run.failures },
          { label: 'Cut off', value: run.interruptions },
        ]}
      />
      {failure === null ? null : (
        <>
          <h3 className="mt-6 mb-2 font-semibold text-body">Last failure</h3>
          <p className="break-words text-control">{failure}</p>
          {run.of === 'installation' ? (
            <p className="mt-1 text-control text-quiet">The log of the worker has it in full, under {run.id}.</p>
          ) : null}
        </>
      )}
      <h3 className="mt-6 mb-2 font-semibold text-body">Steps</h3>
      {run.steps.length === 0 ? <p className="text-control text-quiet">None was begun.</p> : null}
      <ol className="flex flex-col">
        {run.steps.map((step) => (
          <li key={step.name} className="flex flex-col gap-1 border-b py-2 text-control">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <span className="break-words font-medium">{step.name}</span>
              <RunState state={step.state} />
            </span>
            <span className="flex flex-wrap justify-between gap-2 text-second">
              <span className="break-words">{step.error ?? step.error_kind ?? answerOf(step.answer)}</span>
              <span>
                {step.attempts > 1 ? `${step.attempts} times, ` : ''}
                <TimeText at={step.ended_at ?? step.wake_at ?? step.started_at} reader={reader} now={now} />
              </span>
            </span>
          </li>
        ))}
      </ol>
    </SidePanel>
  );
}
