import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { type ApprovalDetail, type ApprovalRow, kindWords, nanoOf, stepWords } from './approval-words.ts';

interface Reading {
  reader: Reader;
  now: string;
}

function usesOf({ kind, state, uses, uses_max: max }: ApprovalRow): readonly Fact[] {
  if (kind !== 'request' || (state !== 'approved' && state !== 'used')) return [];
  return [{ label: 'Used', value: `${uses} of ${max} ${max === 1 ? 'time' : 'times'}` }];
}

function factsOf(row: ApprovalRow, { reader, now }: Reading): readonly Fact[] {
  const format = createFormat(reader);
  const time = (at: string | null): Fact['value'] => (at === null ? '–' : <TimeText at={at} reader={reader} now={now} />);
  return [
    { label: 'Kind', value: kindWords[row.kind] },
    { label: 'Id', value: <IdCell id={row.id} /> },
    ...(row.amount_usd === null
      ? []
      : [{ label: row.kind === 'request' ? 'Can cost' : 'New limit', value: format.moneyExact(nanoOf(row.amount_usd)) }]),
    { label: 'Asked by', value: row.requester_name ?? 'A key that is nobody’s own', source: row.team_name ?? undefined },
    ...(row.key_name === null ? [] : [{ label: 'Key', value: row.key_name }]),
    ...(row.models.length === 0 ? [] : [{ label: 'Models', value: row.models.join(', ') }]),
    ...(row.providers.length === 0 ? [] : [{ label: 'Providers', value: row.providers.join(', ') }]),
    { label: 'Asked', value: time(row.created_at) },
    { label: 'Decided by', value: row.rule_name },
    ...(row.due_at === null ? [] : [{ label: 'Due', value: time(row.due_at) }]),
    ...usesOf(row),
    ...(row.usable_until === null ? [] : [{ label: 'Usable until', value: time(row.usable_until) }]),
  ];
}

/** Who was asked and what each level said, in their order. */
function Steps({ steps, reader, now }: Pick<ApprovalRow, 'steps'> & Reading) {
  return (
    <ol className="flex flex-col gap-3 text-control">
      {steps.map((step) => (
        <li key={step.level} aria-current={step.state === 'pending' ? 'step' : undefined} className="border-edge border-l-2 pl-3">
          <p className="font-medium">
            {step.level}. {step.label}: {stepWords[step.state]}
          </p>
          <p className="text-second" dir="auto">
            {step.decided_by === null ? step.approvers.join(', ') || 'Nobody' : step.decided_by}
            {step.on_behalf_of === null ? '' : ` in place of ${step.on_behalf_of}`}
            {step.decided_at === null ? null : (
              <>
                {' · '}
                <TimeText at={step.decided_at} reader={reader} now={now} />
              </>
            )}
          </p>
          {step.comment === '' ? null : (
            <p className="text-second" dir="auto">
              “{step.comment}”
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Everything that is to be known before deciding: what, who, how it stands, and who else is asked. */
export function ApprovalFacts({ approval, reader, now }: { approval: ApprovalDetail } & Reading) {
  const format = createFormat(reader);
  return (
    <>
      {approval.reason === '' ? null : (
        <p className="mb-4 whitespace-pre-wrap text-body" dir="auto">
          {approval.reason}
        </p>
      )}
      <Facts facts={factsOf(approval, { reader, now })} />
      {approval.context.length === 0 ? null : (
        <>
          <h3 className="mt-6 mb-2 font-semibold text-body">How it stands</h3>
          <Facts
            facts={approval.context.map(({ label, usd, text }) => ({
              label,
              value: usd === null ? text : format.moneyLead(nanoOf(usd)),
              source: usd === null ? undefined : (text ?? undefined),
            }))}
          />
        </>
      )}
      <h3 className="mt-6 mb-2 font-semibold text-body">Levels</h3>
      <Steps steps={approval.steps} reader={reader} now={now} />
    </>
  );
}
