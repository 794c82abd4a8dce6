import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getEvidence, listAttestations, listAudits, listChecks } from '#lib/compliance/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { AttestControl } from './attest-control.tsx';
import { ControlStatus } from './compliance-badges.tsx';
import type { ControlRow } from './control-columns.tsx';

export interface ControlPanelProps {
  framework: string;
  name: string;
  control: ControlRow | undefined;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const Title = ({ children }: { children: string }) => <h3 className="mt-6 mb-2 font-semibold text-body">{children}</h3>;

/** One control beside the list: what decides it, with the evidence of the last audit. */
export async function ControlPanel({ framework, name, control, reader, now, mayWrite }: ControlPanelProps) {
  if (control === undefined) {
    return (
      <SidePanel title="Control">
        <ErrorState title="There is no such control">It may have been taken out of the framework.</ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={`${name} ${control.ref}`}
      badge={<ControlStatus status={control.status} />}
      actions={
        mayWrite && control.human !== null ? (
          <AttestControl framework={framework} controlRef={control.ref} attestationId={control.attestation_id} />
        ) : undefined
      }
    >
      <p className="mb-4 text-control">{control.title}</p>
      {control.human === null ? null : <p className="mb-4 text-control text-second">{control.human}</p>}
      {control.human === null ? null : <Attestations framework={framework} controlRef={control.ref} reader={reader} now={now} />}
      <Evidences checks={control.checks} />
    </SidePanel>
  );
}

async function Attestations({
  framework,
  controlRef,
  reader,
  now,
}: {
  framework: string;
  controlRef: string;
  reader: Reader;
  now: string;
}) {
  const { data } = await perform(listAttestations, { framework, limit: 200 });
  const own = (data?.data ?? []).filter(({ ref }) => ref === controlRef);
  if (own.length === 0) return <p className="text-control text-second">Nobody has vouched for it yet.</p>;
  return (
    <ul className="flex flex-col">
      {own.map((attestation) => (
        <li key={attestation.id} className="flex flex-col gap-2 border-b py-3">
          <p className="break-words text-control">{attestation.statement}</p>
          <Facts
            facts={[
              { label: 'By', value: attestation.attested_by_name, source: attestation.state },
              { label: 'Until', value: <TimeText at={attestation.expires_at} reader={reader} now={now} absolute /> },
              ...(attestation.document_name === null ? [] : [{ label: 'Document', value: attestation.document_name }]),
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

/** Evidence of the newest audit; a check that it did not look at has none there. */
async function Evidences({ checks }: { checks: readonly string[] }) {
  if (checks.length === 0) return null;
  const [audits, all] = await Promise.all([perform(listAudits, { limit: 1 }), perform(listChecks, {})]);
  const [last] = audits.data?.data ?? [];
  const known = new Map((all.data?.data ?? []).map((check) => [check.name, check]));
  const shown = await Promise.all(
    checks.map(async (name) => ({ name, evidence: last && (await perform(getEvidence, { run_id: last.id, check: name })).data })),
  );
  return shown.map(({ name, evidence }) => {
    const title = known.get(name)?.title ?? name;
    return (
      <section key={name}>
        <Title>{title}</Title>
        <p className="mb-2 text-control text-second">{known.get(name)?.looks ?? 'This check is not asked any more.'}</p>
        {evidence === undefined ? (
          <p className="text-control text-second">{last === undefined ? 'Not audited yet.' : 'The last audit did not look at it.'}</p>
        ) : (
          <>
            <p className="mb-2">
              <ControlStatus status={evidence.status} />
            </p>
            <JsonView label={`Evidence: ${title}`} text={evidence.evidence} />
          </>
        )}
      </section>
    );
  });
}
