import { CostCell } from '#components/figures/cost-cell.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getUsageEvent } from '#lib/usage/index.ts';
import { BilledUnits } from './billed-units.tsx';
import { CallAttempts } from './call-attempts.tsx';
import { type CallRow, CallStatus, costOf } from './call-columns.tsx';
import { CallContent } from './call-content.tsx';
import { CallData } from './call-data.tsx';
import { CallPolicies } from './call-policies.tsx';
import { PriceLines } from './price-lines.tsx';

export interface CallPanelProps {
  id: string;
  reader: Reader;
  now: string;
  /** Whether the reader may follow a call through ledger and audit log. */
  mayTrace: boolean;
  /** Whether the reader may see what was said in calls. */
  mayReveal: boolean;
}

const nameOf = (thing: CallRow['team'], none: string): string => (thing === null ? none : (thing.name ?? 'Gone'));

function whoFacts(call: CallRow): readonly Fact[] {
  return [
    { label: 'Key', value: nameOf(call.key, 'None') },
    { label: 'Person', value: nameOf(call.user, 'None') },
    { label: 'Team', value: nameOf(call.team, 'None'), source: call.department?.name ?? undefined },
  ];
}

const cacheWords = {
  hit: 'Answered from the cache',
  similar: 'Answered as a similar request was',
  miss: 'Not kept yet, so it was sent',
  bypass: 'Went past it',
  replay: 'Told again for its Idempotency-Key',
} as const satisfies Record<NonNullable<CallRow['cache_state']>, string>;

const reasonWords = {
  mapping: 'a mapping of models',
  downgrade: 'a budget that downgrades',
  guardrail: 'a guardrail',
  data_class: 'the class of its data',
  policy: 'a policy',
  failover: 'failover',
  continuation: 'going on with an answer that broke off',
} as const satisfies Record<CallRow['routing_reasons'][number], string>;

/** Which version of the route decided, and by which of its strategies. */
const routeSource = ({ route_version: version, routed_via: via }: CallRow): string | undefined =>
  version === null ? undefined : `version ${version}${via === null ? '' : `, ${via.replaceAll('_', ' ')}`}`;

/** Who answered in the end, after attempts that failed; null where nobody did. */
const servedBy = ({ status, connection, provider, model }: CallRow): string | null =>
  status === 'succeeded' ? `${connection?.name ?? provider ?? ''} / ${model ?? ''}` : null;

function callFacts(call: CallRow, { reader, now }: CallPanelProps): readonly Fact[] {
  const format = createFormat(reader);
  const duration = (ms: number | null) => (ms === null ? 'None' : format.duration(ms));
  return [
    { label: 'Time', value: format.dateTime(new Date(call.occurred_at), new Date(now)) },
    { label: 'Asked for', value: call.requested_model ?? 'Nothing readable' },
    { label: call.attempts === 0 ? 'Would go to' : 'Served by', value: call.model ?? 'Nobody', source: call.connection?.name ?? undefined },
    ...(call.route === null ? [] : [{ label: 'Route', value: call.route.name ?? 'Gone', source: routeSource(call) }]),
    ...(call.routing_reasons.length === 0
      ? []
      : [{ label: 'Chosen by', value: call.routing_reasons.map((one) => reasonWords[one]).join(', ') }]),
    ...(call.task_type === null ? [] : [{ label: 'Task', value: call.task_type }]),
    { label: 'Protocol', value: `${call.protocol}${call.streamed ? ', streamed' : ''}` },
    { label: 'Answer', value: `${call.http_status}${call.error_code === null ? '' : ` · ${call.error_code}`}` },
    { label: 'Latency', value: duration(call.latency_ms) },
    { label: 'First token', value: duration(call.first_token_ms) },
    { label: 'Attempts', value: String(call.attempts) },
    ...(call.cache_state === null ? [] : [{ label: 'Cache', value: cacheWords[call.cache_state] }]),
    { label: 'Request', value: <IdCell id={call.id} /> },
  ];
}

/** One call beside the log: what happened, by whom, and how the cost came about. */
export async function CallPanel(props: CallPanelProps) {
  const { data: call, problem } = await perform(getUsageEvent, { request_id: props.id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Call">
        <ErrorState title="The call did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={call.model ?? call.requested_model ?? 'Call'}
      badge={<CallStatus call={call} />}
      actions={
        props.mayTrace ? (
          <ButtonLink size="small" href={`/usage/lineage/${call.id}`}>
            Lineage
          </ButtonLink>
        ) : undefined
      }
    >
      {call.error_code === 'budget_exceeded' ? <BudgetRefusal call={call} /> : null}
      <Facts facts={callFacts(call, props)} />
      {call.failed_attempts.length === 0 ? null : (
        <CallAttempts attempts={call.failed_attempts} served={servedBy(call)} reader={props.reader} />
      )}
      {call.policy === null ? null : <CallPolicies policy={call.policy} />}
      {call.data === null ? null : <CallData data={call.data} />}
      <h3 className="mt-6 mb-2 font-semibold text-body">Who</h3>
      <Facts facts={whoFacts(call)} />
      <h3 className="mt-6 mb-2 font-semibold text-body">
        Cost <CostCell cost={costOf(call)} reader={props.reader} />
      </h3>
      <p className="mb-3 text-control text-second">{call.explanation}</p>
      <BilledUnits call={call} reader={props.reader} />
      <PriceLines call={call} reader={props.reader} />
      <Baseline call={call} reader={props.reader} />
      <PageLink
        href={`/analytics/feedback?f.request=is:${call.id}`}
        prefetch={false}
        className="mt-4 inline-block text-control underline underline-offset-4"
      >
        Say what the answer was worth
      </PageLink>
      {props.mayReveal ? <CallContent key={call.id} requestId={call.id} /> : null}
    </SidePanel>
  );
}

/** What the choice between targets came to, where it made a difference; what the cache saved stands with the cost. */
function Baseline({ call, reader }: { call: CallRow; reader: Reader }) {
  const [cost, saved, baseline] = [call.cost_usd, call.saved_usd, call.baseline_usd].map((amount) => parseUsd(amount) ?? 0n);
  if (cost === undefined || saved === undefined || baseline === undefined || saved > 0n || baseline === cost) return null;
  const words = baseline > cost ? 'less than it would have cost' : 'more than it would have cost';
  const amount = createFormat(reader).moneySum(baseline > cost ? baseline - cost : cost - baseline);
  const where = call.requested_model === call.model || call.route !== null ? 'at the dearest target in question' : 'at the model asked for';
  return <p className="mt-3 text-control text-second">{`${amount} ${words} ${where}, for the same tokens.`}</p>;
}

/** Why the call was not sent, and where to look; the answer the caller got names the budget itself. */
function BudgetRefusal({ call }: { call: CallRow }) {
  const search = call.team?.name ?? call.user?.name ?? '';
  return (
    <p className="mb-4 rounded-md bg-warning-soft px-3 py-2 text-control text-warning-text">
      A budget had too little left for the most this call could cost. It was not sent to a provider and costs nothing.{' '}
      <PageLink
        href={`/budgets${search === '' ? '' : `?q=${encodeURIComponent(search)}`}`}
        prefetch={false}
        className="underline underline-offset-4"
      >
        Look at the budgets
      </PageLink>
    </p>
  );
}
