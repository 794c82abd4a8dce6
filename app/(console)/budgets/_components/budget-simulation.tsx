import type { z } from 'zod';
import { budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import { parseMoney } from '#components/forms/quantity.ts';
import { PageLink } from '#components/shell/page-link.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Field } from '#components/ui/field.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { simulateBudget } from '#lib/budgets/index.ts';
import type { RefusedCall } from '#lib/contracts/budget-reports.ts';
import { perform } from '#lib/http/page-invocation.ts';
import type { BudgetChartProps } from './budget-chart.tsx';

export interface BudgetSimulationProps extends BudgetChartProps {
  /** As typed: "$1.2k". */
  limit: string | undefined;
  days: string | undefined;
}

const dayChoices = [
  { value: '7', label: 'Last 7 days' },
  { value: '14', label: 'Last 14 days' },
  { value: '31', label: 'Last 31 days' },
];
const dayMs = 86_400_000;
/** Refused calls shown; the API answers fifty. */
const shownMax = 15;

/** Would the calls of the last days have fitted into this limit? */
export async function BudgetSimulation(props: BudgetSimulationProps) {
  const { budget, reader, now, limit = '' } = props;
  const days = dayChoices.find(({ value }) => value === props.days)?.value ?? '7';
  const asked = limit.trim() === '' ? undefined : parseMoney(limit, reader.locale);
  const isUnreadable = limit.trim() !== '' && asked === undefined;
  return (
    <div className="grid gap-6 p-(--gutter)">
      <form method="get" className="flex max-w-140 flex-wrap items-end gap-3">
        <input type="hidden" name="tab" value="simulate" />
        <Field
          id="simulate-limit"
          label="Limit"
          optional
          className="flex-1 basis-40"
          error={isUnreadable ? 'Write an amount such as 20, $1.2k or 1,200.50.' : undefined}
        >
          {(control) => (
            <InputGroup before="$">
              <Input
                {...control}
                name="limit"
                defaultValue={limit}
                placeholder={budget.limit_usd.replace(/\.?0+$/, '')}
                className={`${groupedInput} tabular-nums`}
              />
            </InputGroup>
          )}
        </Field>
        <Field id="simulate-days" label="Calls of" optional className="basis-36">
          {(control) => <Select {...control} name="days" options={dayChoices} defaultValue={days} />}
        </Field>
        <Button type="submit" variant="primary">
          Simulate
        </Button>
      </form>
      {isUnreadable ? null : <Outcome {...props} asked={asked} from={new Date(Date.parse(now) - Number(days) * dayMs).toISOString()} />}
    </div>
  );
}

async function Outcome({ budget, reader, now, asked, from }: BudgetSimulationProps & { asked: string | undefined; from: string }) {
  const { data, problem } = await perform(simulateBudget, {
    budget_id: budget.id,
    from,
    to: now,
    ...(asked === undefined ? {} : { limit_usd: asked }),
  });
  if (problem !== undefined) {
    return (
      <ErrorState title="The simulation did not run" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = budgetFormat(reader, budget);
  const moment = new Date(now);
  const first = data.refused[0];
  const limitWords = format.moneySum(nanoOf(data.limit_usd));
  const verdict =
    first === undefined
      ? `All ${format.countExact(data.calls)} calls would have fitted into ${limitWords}.`
      : `${format.countExact(data.refused_calls)} of ${format.countExact(data.calls)} calls would have been refused at ${limitWords}, the first on ${format.dateTime(new Date(first.occurred_at), moment)}. They did cost ${format.moneySum(nanoOf(data.refused_usd))}.`;
  return (
    <section aria-label="Outcome" className="grid gap-4">
      <p className="text-lead">{verdict}</p>
      {data.is_complete ? null : (
        <p className="text-control text-warning-text">
          There were more calls than a simulation looks at; it came to {format.dateTime(new Date(data.to), moment)}.
        </p>
      )}
      <TableScroll label="Periods of the simulation">
        <Table>
          <thead>
            <tr>
              <HeadCell>Period</HeadCell>
              <HeadCell numeric>Before</HeadCell>
              <HeadCell numeric>As it was</HeadCell>
              <HeadCell numeric>With the limit</HeadCell>
              <HeadCell numeric>Refused</HeadCell>
              <HeadCell>Limit reached</HeadCell>
            </tr>
          </thead>
          <tbody>
            {data.periods.map((period) => (
              <tr key={period.start}>
                <RowHead className="whitespace-nowrap">{format.dayRange(new Date(period.start), new Date(period.end), moment)}</RowHead>
                <Cell numeric>{format.moneySum(nanoOf(period.opening_usd))}</Cell>
                <Cell numeric>{format.moneySum(nanoOf(period.actual_usd))}</Cell>
                <Cell numeric>{format.moneySum(nanoOf(period.admitted_usd))}</Cell>
                <Cell numeric>{format.countExact(period.refused_calls)}</Cell>
                <Cell className="whitespace-nowrap">
                  {period.first_refused_at === null ? '–' : format.dateTime(new Date(period.first_refused_at), moment)}
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      {first === undefined ? null : <RefusedCallsTable refused={data.refused} format={format} now={moment} />}
      <p className="max-w-[72ch] text-control text-quiet">{data.method}</p>
    </section>
  );
}

function RefusedCallsTable({
  refused,
  format,
  now,
}: {
  refused: readonly z.input<typeof RefusedCall>[];
  format: ReturnType<typeof budgetFormat>;
  now: Date;
}) {
  return (
    <TableScroll label="Calls that would have been refused">
      <Table>
        <thead>
          <tr>
            <HeadCell>First refused calls</HeadCell>
            <HeadCell>Team</HeadCell>
            <HeadCell>Model</HeadCell>
            <HeadCell numeric>Cost</HeadCell>
          </tr>
        </thead>
        <tbody>
          {refused.slice(0, shownMax).map((call) => (
            <tr key={call.request_id}>
              <RowHead className="whitespace-nowrap">
                <PageLink href={`/usage?open=${call.request_id}`} prefetch={false} className="underline-offset-4 hover:underline">
                  {format.dateTime(new Date(call.occurred_at), now)}
                </PageLink>
              </RowHead>
              <Cell dir="auto">{call.team_name ?? call.user_name ?? '–'}</Cell>
              <Cell className="font-mono text-caption">{call.model ?? '–'}</Cell>
              <Cell numeric>{format.moneyCall(nanoOf(call.cost_usd))}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
