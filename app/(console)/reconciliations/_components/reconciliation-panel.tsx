import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getReconciliation } from '#lib/reconciliations/index.ts';
import { ApplyEvidence } from './apply-evidence.tsx';
import { Outcome } from './reconciliation-columns.tsx';

export interface ReconciliationPanelProps {
  id: string;
  reader: Reader;
  mayApply: boolean;
}

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;
/** Rows shown here; the API has them all. */
const rowsMax = 60;

/** One comparison beside the list: what does not match first. */
export async function ReconciliationPanel({ id, reader, mayApply }: ReconciliationPanelProps) {
  const { data: compared, problem } = await perform(getReconciliation, { reconciliation_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Comparison">
        <ErrorState title="The comparison did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const format = createFormat(reader);
  const money = (usd: string | null) => (usd === null ? 'Not told' : format.moneyExact(nano(usd)));
  const open = compared.rows.flatMap(({ proposal }) => (proposal === null || proposal.applied_at !== null ? [] : [proposal]));
  const credit = open.reduce((sum, proposal) => sum + nano(proposal.credit_usd), 0n);
  const calls = open.reduce((sum, proposal) => sum + proposal.calls, 0);
  const order = { unexplained: 0, explained: 1, matched: 2 } as const;
  const rows = compared.rows.toSorted((one, other) => order[one.state] - order[other.state] || one.position - other.position);
  return (
    <SidePanel
      title={`${compared.provider}, ${compared.from} to ${compared.to}`}
      badge={<Outcome state={compared.state} />}
      actions={mayApply && open.length > 0 ? <ApplyEvidence id={id} calls={calls} credit={format.moneySum(credit)} /> : undefined}
    >
      <Facts
        facts={[
          { label: 'Provider says', value: money(compared.provider_usd), source: compared.format },
          { label: 'Metered', value: money(compared.own_usd) },
          { label: 'Difference', value: money(compared.difference_usd) },
          { label: 'Rows', value: `${compared.matched} matched, ${compared.explained} explained, ${compared.unexplained} unexplained` },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Days and models</h3>
      <ul className="flex flex-col">
        {rows.slice(0, rowsMax).map((row) => (
          <li key={row.position} className="flex flex-col gap-1 border-b py-2 text-control">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="min-w-0 break-words">{`${row.day} · ${row.model}`}</span>
              <Outcome state={row.state} />
            </div>
            <span className="text-second tabular-nums">{`${money(row.provider_usd)} billed, ${money(row.own_usd)} metered`}</span>
            {row.explanations.map(({ reason, text }) => (
              <span key={reason} className="text-second">
                {text}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {rows.length > rowsMax ? (
        <p className="mt-2 text-control text-second">{`${rows.length - rowsMax} more rows are in the API.`}</p>
      ) : null}
    </SidePanel>
  );
}
