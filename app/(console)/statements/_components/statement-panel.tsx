import { SidePanel } from '#components/shell/side-panel.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { type Loaded, perform } from '#lib/http/page-invocation.ts';
import { getStatement, getStatementSettings } from '#lib/statements/index.ts';
import { nanoOf, type StatementRow, scopeWord, statementName } from './statement-columns.tsx';

export interface StatementPanelProps {
  id: string;
  reader: Reader;
  now: string;
}

type Whole = NonNullable<Loaded<StatementRow>['data']> & {
  lines: readonly { position: number; team_name: string | null; description: string; provider: string | null; amount_usd: string }[];
};

/** Lines shown here; the files have them all. Journals are offered where the settings name their accounts. */
const linesMax = 50;
const files = [
  { format: 'pdf', label: 'PDF' },
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
  { format: 'sap', label: 'SAP' },
  { format: 'oracle', label: 'Oracle' },
] as const;

/** One statement beside the list: who, how much, and its files. */
export async function StatementPanel({ id, reader, now }: StatementPanelProps) {
  const [{ data: stated, problem }, { data: settings }] = await Promise.all([
    perform(getStatement, { statement_id: id }),
    perform(getStatementSettings, {}),
  ]);
  if (problem !== undefined) {
    return (
      <SidePanel title="Statement">
        <ErrorState title="The statement did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={statementName(stated)}
      actions={files
        .filter(({ format }) => (format === 'sap' || format === 'oracle' ? settings?.[format] != null : true))
        .map(({ format, label }) => (
          <a key={format} href={`/api/v1/statements/${id}/file?format=${format}`} download className={buttonClasses({ size: 'small' })}>
            {label}
          </a>
        ))}
    >
      <Facts facts={factsOf(stated, { reader, now })} />
      <Allocations stated={stated} reader={reader} />
      <Lines stated={stated} reader={reader} />
    </SidePanel>
  );
}

function factsOf(stated: StatementRow, { reader, now }: { reader: Reader; now: string }): readonly Fact[] {
  const exact = (usd: string) => createFormat(reader).moneyExact(nanoOf(usd));
  const { terms } = stated;
  return [
    { label: 'For', value: stated.scope.name, source: scopeWord(stated.scope.kind) },
    { label: 'Period', value: stated.period.label, source: stated.period.time_zone },
    { label: 'Usage', value: exact(stated.usage_usd) },
    { label: 'Corrections and adjustments', value: exact(stated.adjustments_usd) },
    { label: 'Total', value: exact(stated.total_usd) },
    { label: 'Rounding to cents', value: exact(stated.rounding_usd) },
    { label: stated.document === 'invoice' ? 'Payable' : 'In cents', value: createFormat(reader).moneySum(nanoOf(stated.payable_usd)) },
    ...(stated.due_at === null ? [] : [{ label: 'Due', value: <TimeText at={stated.due_at} reader={reader} now={now} absolute /> }]),
    ...(terms.cost_center === null ? [] : [{ label: 'Cost center', value: terms.cost_center }]),
    { label: 'Recipients', value: terms.recipients.length === 0 ? 'None' : terms.recipients.join(', ') },
    { label: 'Issued', value: <TimeText at={stated.issued_at} reader={reader} now={now} absolute /> },
    { label: 'Digest', value: <IdCell id={stated.digest} /> },
  ];
}

function Allocations({ stated, reader }: { stated: StatementRow; reader: Reader }) {
  const format = createFormat(reader);
  if (stated.allocations.every(({ cost_center: code }) => code === null)) return null;
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold text-body">Cost centers</h3>
      <Facts
        facts={stated.allocations.map(({ cost_center: code, name, amount_usd: amount }) => ({
          label: code === null ? 'None' : name === null ? code : `${code} ${name}`,
          value: format.moneyExact(nanoOf(amount)),
        }))}
      />
    </>
  );
}

function Lines({ stated, reader }: { stated: Whole; reader: Reader }) {
  const format = createFormat(reader);
  const { lines } = stated;
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold text-body">Lines</h3>
      {lines.length === 0 ? <p className="text-control text-second">Nothing was used and nothing had to be corrected.</p> : null}
      {lines.length === 0 ? null : (
        <TableScroll label="Lines">
          <Table>
            <thead>
              <tr>
                <HeadCell>What</HeadCell>
                <HeadCell>Team</HeadCell>
                <HeadCell numeric>Amount</HeadCell>
              </tr>
            </thead>
            <tbody>
              {lines.slice(0, linesMax).map((line) => (
                <tr key={line.position}>
                  <RowHead>
                    <span dir="auto">{line.description}</span>
                  </RowHead>
                  <Cell>
                    <span dir="auto">{line.team_name ?? 'None'}</span>
                  </Cell>
                  <Cell numeric>{format.moneyExact(nanoOf(line.amount_usd))}</Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {lines.length > linesMax ? (
        <p className="mt-2 text-control text-second">{`${lines.length - linesMax} more lines are in the files.`}</p>
      ) : null}
    </>
  );
}
