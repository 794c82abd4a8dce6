import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import { AttestControl } from './attest-control.tsx';
import { type AttestationRow, AttestationState } from './attestation-columns.tsx';

export interface AttestationPanelProps {
  attestation: AttestationRow;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

/** What somebody vouched for, and what shows it. */
export function AttestationPanel({ attestation, reader, now, mayWrite }: AttestationPanelProps) {
  const { id, framework, framework_name: name, ref, state, document_sha256: digest, revoked_at: revokedAt } = attestation;
  const time = (at: string) => <TimeText at={at} reader={reader} now={now} absolute />;
  return (
    <SidePanel
      title={`${name} ${ref}`}
      badge={<AttestationState state={state} />}
      actions={
        mayWrite ? <AttestControl framework={framework} controlRef={ref} attestationId={state === 'valid' ? id : null} /> : undefined
      }
    >
      <p className="mb-4 whitespace-pre-line break-words text-control">{attestation.statement}</p>
      <Facts
        facts={[
          {
            label: 'Control',
            value: (
              <PageLink href={`/compliance/${framework}?open=${encodeURIComponent(ref)}`} className="underline underline-offset-4">
                Open the control
              </PageLink>
            ),
          },
          { label: 'By', value: attestation.attested_by_name },
          { label: 'When', value: time(attestation.attested_at) },
          { label: 'Until', value: time(attestation.expires_at) },
          ...(revokedAt === null ? [] : [{ label: 'Taken back', value: time(revokedAt) }]),
          { label: 'Document', value: attestation.document_name ?? 'None' },
          ...(digest === null ? [] : [{ label: 'Its SHA-256', value: <IdCell id={digest} /> }]),
          { label: 'Id', value: <IdCell id={id} /> },
        ]}
      />
    </SidePanel>
  );
}
