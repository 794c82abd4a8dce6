import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getFinding } from '#lib/compliance/index.ts';
import type { FindingWithHistory } from '#lib/contracts/findings.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { FindingState, SeverityBadge } from './compliance-badges.tsx';
import { FindingActions } from './finding-actions.tsx';

export interface FindingPanelProps {
  id: string;
  reader: Reader;
  now: string;
  people: readonly ComboboxOption[];
  userId: string;
  mayWrite: boolean;
}

type Timeline = z.input<typeof FindingWithHistory>['timeline'];

const steps = {
  opened: 'Opened',
  fixed: 'Fixed',
  assigned: 'Owner set',
  due: 'Due date set',
  comment: 'Comment',
  remediated: 'Mended by one click',
  undone: 'Changed back',
  acceptance_asked: 'Acceptance asked for',
  accepted: 'Risk accepted',
  acceptance_refused: 'Acceptance refused',
  acceptance_ended: 'Acceptance ended',
} as const;

const Title = ({ children }: { children: string }) => <h3 className="mt-6 mb-2 font-semibold text-body">{children}</h3>;

/** One finding beside the list: what should hold, what does not, who settles it, and what would mend it. */
export async function FindingPanel({ id, reader, now, people, userId, mayWrite }: FindingPanelProps) {
  const { data: finding, problem } = await perform(getFinding, { finding_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Finding">
        <ErrorState title="The finding did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const time = (at: string) => <TimeText at={at} reader={reader} now={now} />;
  return (
    <SidePanel
      title={finding.title}
      badge={<FindingState state={finding.state} />}
      actions={mayWrite ? <FindingActions finding={finding} people={people} userId={userId} /> : undefined}
    >
      <p className="mb-4 break-words text-control">
        {finding.mend}{' '}
        <PageLink href={finding.page} className="underline underline-offset-4">
          Go there
        </PageLink>
      </p>
      <Facts
        facts={[
          { label: 'Severity', value: <SeverityBadge severity={finding.severity} /> },
          { label: 'Owner', value: finding.owner_name ?? 'Nobody' },
          { label: 'Due', value: time(finding.due_at) },
          { label: 'Opened', value: time(finding.opened_at) },
          { label: 'Last seen', value: time(finding.last_seen_at) },
          ...(finding.accepted_until === null ? [] : [{ label: 'Accepted until', value: time(finding.accepted_until) }]),
          { label: 'Faults', value: `${finding.failing}` },
        ]}
      />
      <Subjects sample={finding.sample} failing={finding.failing} />
      {finding.remediation === null ? null : (
        <>
          <Title>One click would</Title>
          <p className="mb-2 text-control">{`${finding.remediation.summary} (${finding.remediation.operation}), with your own rights.`}</p>
          <JsonView label="What is sent" text={JSON.stringify(finding.remediation.input)} />
          <p className="mt-3 mb-2 text-caption text-quiet">Now</p>
          <JsonView label="What holds now" text={JSON.stringify(finding.remediation.before)} />
        </>
      )}
      <Title>Controls</Title>
      <ul className="flex flex-col text-control">
        {finding.controls.map((control) => (
          <li key={`${control.framework} ${control.ref}`} className="border-b py-2">
            {`${control.name} ${control.ref}: ${control.title}`}
          </li>
        ))}
      </ul>
      <History timeline={finding.timeline} reader={reader} now={now} />
    </SidePanel>
  );
}

function Subjects({ sample, failing }: { sample: readonly string[]; failing: number }) {
  if (sample.length === 0) return null;
  return (
    <>
      <Title>{failing > sample.length ? `The first ${sample.length} of ${failing}` : 'What fails'}</Title>
      <ul className="flex flex-col font-mono text-caption">
        {sample.map((subject) => (
          <li key={subject} className="break-all py-0.5">
            {subject}
          </li>
        ))}
      </ul>
    </>
  );
}

function History({ timeline, reader, now }: { timeline: Timeline; reader: Reader; now: string }) {
  return (
    <>
      <Title>Timeline</Title>
      <ol className="flex flex-col">
        {timeline.map((step) => (
          <li key={`${step.at} ${step.kind} ${step.note}`} className="flex flex-col gap-1 border-b py-2 text-control">
            <span className="flex flex-wrap justify-between gap-2">
              <span>{step.user_name === null ? steps[step.kind] : `${steps[step.kind]} by ${step.user_name}`}</span>
              <TimeText at={step.at} reader={reader} now={now} />
            </span>
            {step.note === '' ? null : <span className="break-words text-second">{step.note}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
