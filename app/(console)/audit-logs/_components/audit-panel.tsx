import { SidePanel } from '#components/shell/side-panel.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getAuditEntry } from '#lib/audit/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { AuditResult } from './audit-columns.tsx';
import { fieldChanges } from './field-changes.ts';

export interface AuditPanelProps {
  id: string;
  reader: Reader;
  now: string;
}

/** One entry beside the list: who, where from, and what changed. */
export async function AuditPanel({ id, reader, now }: AuditPanelProps) {
  const { data: entry, problem } = await perform(getAuditEntry, { entry_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Audit entry">
        <ErrorState title="The entry did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={entry.action}
      badge={<AuditResult result={entry.result} />}
      actions={
        <ButtonLink size="small" href={`/api/v1/audit-logs/proofs/file?entry_id=${entry.id}`} prefetch={false} download>
          Download proof
        </ButtonLink>
      }
    >
      <Facts
        facts={[
          { label: 'Time', value: <TimeText at={entry.occurred_at} reader={reader} now={now} absolute /> },
          { label: 'Actor', value: entry.actor_name },
          { label: 'Resource', value: <IdCell id={entry.resource_id} />, source: entry.resource_kind },
          { label: 'Address', value: entry.ip ?? 'None' },
          { label: 'User agent', value: entry.user_agent || 'None' },
          { label: 'Request', value: <IdCell id={entry.request_id} /> },
          { label: 'Entry', value: <IdCell id={entry.id} /> },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">What changed</h3>
      {entry.before === null && entry.after === null ? (
        <p className="text-control text-second">Nothing was changed.</p>
      ) : (
        <DiffView
          label={`Changes by ${entry.actor_name}`}
          {...fieldChanges(entry.before, entry.after)}
          raw={{ before: JSON.stringify(entry.before ?? {}, null, 2), after: JSON.stringify(entry.after ?? {}, null, 2) }}
        />
      )}
    </SidePanel>
  );
}
