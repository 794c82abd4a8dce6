import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { TargetHours, type TargetRow, TargetState, targetName } from './target-words.tsx';

export interface TargetPanelProps {
  target: TargetRow;
  reader: Reader;
  now: string;
}

const words = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

function figures({ target, reader, now }: TargetPanelProps): readonly Fact[] {
  const format = createFormat(reader);
  const duration = (ms: number | null) => (ms === null ? 'Not measured' : format.duration(ms));
  const last = target.last_fault_at === null ? 'None of late' : format.dateTime(new Date(target.last_fault_at), new Date(now));
  return [
    { label: 'Running', value: format.countExact(target.running) },
    { label: 'Waiting for a place', value: format.countExact(target.waiting) },
    { label: 'Attempts in 5 min', value: format.countExact(target.attempts) },
    { label: 'Latency p50', value: duration(target.latency_ms_p50) },
    { label: 'Latency p95', value: duration(target.latency_ms_p95) },
    { label: 'Latency p99', value: duration(target.latency_ms_p99) },
    { label: 'First token p50', value: duration(target.first_token_ms_p50) },
    { label: 'First token p95', value: duration(target.first_token_ms_p95) },
    { label: 'Last fault', value: last, source: target.last_fault ?? undefined },
  ];
}

const circuitWords = {
  closed: 'Calls go to it as its routes say.',
  half_open: 'It failed again and again. One call at a time probes it; the first success brings it back.',
  open: 'It failed again and again, or asked for a pause, so calls go elsewhere as long as there is another target. It is probed every few seconds, or asked again when the pause is over.',
};

/** One target: how it answers, and what went wrong. */
export function TargetPanel(props: TargetPanelProps) {
  const { target, reader, now } = props;
  const faults = Object.entries(target.faults_by_kind).map(([kind, count]) => ({ label: words(kind), value: String(count) }));
  const calls = `/usage?f.connection=is:${target.connection_id}&f.model=is:${encodeURIComponent(target.model)}`;
  return (
    <SidePanel title={targetName(target)} badge={<TargetState target={target} />}>
      <p className="mb-4 text-control text-second">{circuitWords[target.circuit]}</p>
      <TargetHours target={target} reader={reader} now={now} />
      <div className="mt-4">
        <Facts facts={figures(props)} />
      </div>
      {faults.length === 0 ? null : (
        <>
          <h3 className="mt-6 mb-2 font-semibold text-body">Faults in 5 min</h3>
          <Facts facts={faults} />
        </>
      )}
      <p className="mt-6 text-control">
        <PageLink href={calls} className="underline decoration-control-edge underline-offset-2">
          Calls it served
        </PageLink>
      </p>
    </SidePanel>
  );
}
