import { SidePanel } from '#components/shell/side-panel.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getAudit } from '#lib/compliance/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { ControlStatus, scoreText } from './compliance-badges.tsx';

const files = [
  { format: 'pdf', label: 'PDF' },
  { format: 'json', label: 'JSON' },
  { format: 'ocsf', label: 'OCSF' },
] as const;

/** One audit beside the list: its reports, its proof, and what each check found. */
export async function AuditPanel({ id, reader, now }: { id: string; reader: Reader; now: string }) {
  const { data: audit, problem } = await perform(getAudit, { run_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Audit">
        <ErrorState title="The audit did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const leaf = audit.audit_leaf;
  const order = { fail: 0, needs_human: 1, pass: 2, not_applicable: 3 } as const;
  return (
    <SidePanel
      title={`Audit: ${scoreText(audit.score)} of 100`}
      actions={files.map(({ format, label }) => (
        <a
          key={format}
          href={`/api/v1/compliance/audits/${id}/report?format=${format}`}
          download
          className={buttonClasses({ size: 'small' })}
        >
          {label}
        </a>
      ))}
    >
      <Facts
        facts={[
          { label: 'Run', value: <TimeText at={audit.started_at} reader={reader} now={now} absolute /> },
          { label: 'Evidenced', value: `${audit.evidenced}%`, source: 'of what applies' },
          { label: 'Next audit', value: <TimeText at={audit.next_audit_at} reader={reader} now={now} absolute /> },
          { label: 'Digest', value: <IdCell id={audit.digest} /> },
          { label: 'Audit log', value: leaf?.leaf_index == null ? 'Not sealed yet' : `Leaf ${leaf.leaf_index}` },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Checks</h3>
      <TableScroll label="Checks">
        <Table>
          <thead>
            <tr>
              <HeadCell>Check</HeadCell>
              <HeadCell>Found</HeadCell>
              <HeadCell numeric>Fail</HeadCell>
            </tr>
          </thead>
          <tbody>
            {audit.checks
              .toSorted((one, other) => order[one.status] - order[other.status])
              .map((check) => (
                <tr key={check.check}>
                  <RowHead>{check.title}</RowHead>
                  <Cell>
                    <ControlStatus status={check.status} />
                  </Cell>
                  <Cell numeric className="whitespace-nowrap">{`${check.failing} of ${check.examined}`}</Cell>
                </tr>
              ))}
          </tbody>
        </Table>
      </TableScroll>
    </SidePanel>
  );
}
