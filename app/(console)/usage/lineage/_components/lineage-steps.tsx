import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import type { Fact } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import type { Lineage } from '#lib/contracts/lineage.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A lineage as pages have it. */
export type LineageRow = z.input<typeof Lineage>;

/** One station on the way of a call. */
export interface LineageStep {
  readonly id: string;
  readonly title: string;
  /** What happened there, in a sentence. */
  readonly answer: string;
  readonly facts: readonly Fact[];
}

interface Showing {
  readonly reader: Reader;
  readonly now: string;
}

const usdOf = (reader: Reader, usd: string): string => createFormat(reader).moneyExact(parseUsd(usd) ?? 0n);
const nameOf = (thing: { readonly name: string | null } | null, none: string): string => (thing === null ? none : (thing.name ?? 'Gone'));
const link = (href: string, text: string) => (
  <PageLink href={href} prefetch={false} className="underline underline-offset-4">
    {text}
  </PageLink>
);

function callerStep({ call, caller }: LineageRow, { reader, now }: Showing): LineageStep {
  const { allowed_addresses: networks } = caller;
  return {
    id: 'caller',
    title: 'Caller',
    answer: `${nameOf(call.user, caller.key_owner_name ?? 'A program')} with the key ${nameOf(call.key, 'none')}`,
    facts: [
      { label: 'Time', value: createFormat(reader).dateTime(new Date(call.occurred_at), new Date(now)) },
      {
        label: 'Key',
        value: call.key === null ? 'None' : link(`/keys?open=${call.key.id}`, caller.key_display ?? 'Gone'),
        source: caller.key_kind ?? undefined,
      },
      { label: 'Networks', value: networks === null ? 'From everywhere' : networks.join(', ') },
      { label: 'Protocol', value: `${call.protocol}${call.streamed ? ', streamed' : ''}` },
    ],
  };
}

function placeStep({ call }: LineageRow): LineageStep {
  return {
    id: 'attribution',
    title: 'Attribution',
    answer: `Charged to ${nameOf(call.team, nameOf(call.department, 'nobody in particular'))}`,
    facts: [
      { label: 'Department', value: nameOf(call.department, 'None') },
      { label: 'Project', value: nameOf(call.project, 'None'), source: call.environment?.name ?? undefined },
      ...call.cost_centers.map(({ id, code, name, percent }) => ({
        label: `Cost center ${code ?? id}`,
        value: name ?? 'Gone',
        source: `${percent}%`,
      })),
      ...(call.tags === null
        ? []
        : [
            {
              label: 'Tags',
              value: Object.entries(call.tags)
                .map(([tag, value]) => `${tag}=${value}`)
                .join(', '),
            },
          ]),
    ],
  };
}

function policyStep({ call: { policy } }: LineageRow): LineageStep {
  const words = { allow: 'Allowed', transform: 'Changed on its way', require_approval: 'Waited for an approval', deny: 'Refused' } as const;
  return {
    id: 'policies',
    title: 'Policies',
    answer: policy === null ? 'No policy was about this call' : words[policy.outcome],
    facts: (policy?.policies ?? []).map(({ id, name, version, mode, actions }) => ({
      label: name ?? `Gone (${id})`,
      value: link(`/policies/${id}`, actions.join(', ') || 'Nothing'),
      source: `version ${version}${mode === 'shadow' ? ', shadow' : ''}`,
    })),
  };
}

function targetStep({ call }: LineageRow, { reader }: Showing): LineageStep {
  const cached = call.cache_state === 'hit' || call.cache_state === 'similar' || call.cache_state === 'replay';
  const attempts = `${call.attempts} ${call.attempts === 1 ? 'attempt' : 'attempts'}`;
  return {
    id: 'target',
    title: 'Provider',
    answer: cached
      ? 'Answered from what was kept, without a provider'
      : call.attempts === 0
        ? 'Never sent'
        : `${call.provider ?? 'Nobody'} in ${attempts}`,
    facts: [
      { label: 'Asked for', value: call.requested_model ?? 'Nothing readable' },
      { label: 'Model', value: call.model ?? 'None', source: call.connection?.name ?? undefined },
      ...(call.route === null ? [] : [{ label: 'Route', value: link(`/routes/${call.route.id}`, call.route.name ?? 'Gone') }]),
      { label: 'Answer', value: `${call.http_status}${call.error_code === null ? '' : ` · ${call.error_code}`}` },
      { label: 'Latency', value: createFormat(reader).duration(call.latency_ms) },
      ...(call.cache_state === null ? [] : [{ label: 'Cache', value: call.cache_state }]),
    ],
  };
}

function costStep({ call, reservation }: LineageRow, { reader }: Showing): LineageStep {
  const format = createFormat(reader);
  const tokens = (count: number | null): string => (count === null ? 'Not told' : format.countExact(count));
  return {
    id: 'cost',
    title: 'Tokens and price',
    answer: call.explanation,
    facts: [
      {
        label: 'Input',
        value: tokens(call.input_tokens),
        source: call.cache_read_tokens === null ? undefined : `${tokens(call.cache_read_tokens)} from a cache`,
      },
      { label: 'Output', value: tokens(call.output_tokens) },
      {
        label: 'Reserved',
        value: usdOf(reader, reservation.reserved_usd),
        source: reservation.mode === 'direct' ? (reservation.state ?? undefined) : 'out of a lease',
      },
      { label: 'Cost', value: usdOf(reader, call.cost_usd) },
      ...(call.price === null
        ? []
        : [{ label: 'Price version', value: call.price.price_version_id === null ? 'None' : <IdCell id={call.price.price_version_id} /> }]),
    ],
  };
}

function postingStep({ batch, ledger, hour_at: hour }: LineageRow, { reader, now }: Showing): LineageStep {
  const format = createFormat(reader);
  return {
    id: 'posting',
    title: 'Posting and ledger',
    answer:
      batch === null
        ? 'Not posted yet'
        : `Posted with ${format.countExact(batch.events)} ${batch.events === 1 ? 'call' : 'calls'}; ${batch.valid ? 'the call is under the root of its batch' : 'the call does not give the root of its batch'}`,
    facts: [
      ...(batch === null
        ? []
        : [
            { label: 'Batch', value: <IdCell id={batch.id} />, source: format.dateTime(new Date(batch.posted_at), new Date(now)) },
            { label: 'Hash of the call', value: <IdCell id={batch.event_hash} />, source: `leaf ${batch.index} of ${batch.events}` },
            { label: 'Root', value: <IdCell id={batch.root} /> },
          ]),
      { label: 'Hour of the sums', value: format.dateTime(new Date(hour), new Date(now)) },
      ...ledger.map(({ kind, budget_name: budget, amount_usd: amount, of_this_call: own }, index) => ({
        label: `Ledger ${index + 1}: ${kind}`,
        value: link('/ledger', usdOf(reader, amount)),
        source: `${budget ?? 'organization'}${own ? ', this call' : ', whole batch'}`,
      })),
    ],
  };
}

function budgetStep({ budgets, statements }: LineageRow, { reader }: Showing): LineageStep {
  return {
    id: 'budgets',
    title: 'Budgets and statements',
    answer:
      budgets.length === 0 && statements.length === 0
        ? 'No budget was charged, and no statement holds it yet'
        : `${budgets.length} ${budgets.length === 1 ? 'budget' : 'budgets'}, ${statements.length} ${statements.length === 1 ? 'statement' : 'statements'}`,
    facts: [
      ...budgets.map(({ budget_id: id, name, spent_usd: spent, limit_usd: limit }) => ({
        label: name,
        value: link(`/budgets/${id}`, usdOf(reader, spent)),
        source: `of ${usdOf(reader, limit)}`,
      })),
      ...statements.map(({ statement_id: id, number, scope_name: scope, period_label: period, amount_usd: amount }) => ({
        label: `No. ${number}, ${scope}`,
        value: link(`/statements?open=${id}`, amount === null ? 'No line' : usdOf(reader, amount)),
        source: period,
      })),
    ],
  };
}

function auditStep({ audit }: LineageRow): LineageStep {
  const facts: readonly Fact[] =
    audit === null
      ? []
      : [
          { label: 'Entry', value: link(`/audit-logs?open=${audit.entry_id}`, audit.entry_id) },
          ...(audit.leaf_hash === null
            ? []
            : [
                {
                  label: 'Leaf',
                  value: <IdCell id={audit.leaf_hash} />,
                  source: `index ${audit.index} of ${audit.tree_size}, epoch ${audit.epoch}`,
                },
              ]),
        ];
  const answer =
    audit === null
      ? 'No entry holds the batch: it waits, or its time was over'
      : audit.sealed
        ? 'The root of the batch is sealed in the signed log'
        : 'Waits to be sealed';
  return { id: 'audit', title: 'Audit log', answer, facts };
}

/** The stations of a call, in the order in which it came to them. */
export const lineageSteps = (lineage: LineageRow, showing: Showing): readonly LineageStep[] => [
  callerStep(lineage, showing),
  placeStep(lineage),
  policyStep(lineage),
  targetStep(lineage, showing),
  costStep(lineage, showing),
  postingStep(lineage, showing),
  budgetStep(lineage, showing),
  auditStep(lineage),
];
