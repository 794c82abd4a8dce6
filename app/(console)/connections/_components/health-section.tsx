import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { errorShare, errorWords, type FiguresRow, type HealthDetail, LiveState, whyShut } from './health-words.tsx';

export interface HealthProps {
  health: HealthDetail;
  reader: Reader;
  now: string;
}

const windows = [
  ['five_minutes', '5 min'],
  ['hour', '1 h'],
  ['day', '24 h'],
] as const;

/** What is measured, and how it is written for one of the times. */
const measures: readonly (readonly [string, (figures: FiguresRow, reader: Reader) => string])[] = [
  ['Attempts', ({ attempts }, reader) => createFormat(reader).count(attempts)],
  ['Errors', errorShare],
  ['Latency p50', ({ latency_ms_p50: ms }, reader) => written(ms, reader)],
  ['Latency p95', ({ latency_ms_p95: ms }, reader) => written(ms, reader)],
  ['First token p50', ({ first_token_ms_p50: ms }, reader) => written(ms, reader)],
  ['First token p95', ({ first_token_ms_p95: ms }, reader) => written(ms, reader)],
];

const written = (ms: number | null, reader: Reader): string => (ms === null ? '–' : createFormat(reader).duration(ms));

function Windows({ health, reader }: Omit<HealthProps, 'now'>) {
  return (
    <table className="w-full text-control tabular-nums">
      <caption className="sr-only">Attempts of five minutes, an hour and a day</caption>
      <thead>
        <tr className="text-caption text-quiet">
          <th scope="col" className="pb-1 text-left font-normal">
            <span className="sr-only">Measure</span>
          </th>
          {windows.map(([key, label]) => (
            <th key={key} scope="col" className="pb-1 text-right font-normal">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {measures.map(([label, write]) => (
          <tr key={label} className="border-t">
            <th scope="row" className="py-1 text-left font-normal text-quiet">
              {label}
            </th>
            {windows.map(([key]) => (
              <td key={key} className="py-1 text-right">
                {write(health[key], reader)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Times of the last day; hours without an answer are gaps and no zeros. */
function Course({ health: { course }, reader, now }: HealthProps) {
  const [last] = course.slice(-1);
  if (last === undefined || course.every(({ attempts }) => attempts === 0)) return null;
  return (
    <TimeSeriesChart
      title="Latency"
      level={3}
      bare
      type="lines"
      oneHue
      height={140}
      data={course.map(({ at, latency_ms_p50: p50, latency_ms_p95: p95 }) => ({ at, p50, p95 }))}
      index="at"
      categories={['p50', 'p95']}
      valueFormatter="duration"
      bucket="hour"
      reader={reader}
      now={now}
      end={new Date(Date.parse(last.at) + 3_600_000).toISOString()}
    />
  );
}

type TargetOfConnection = HealthDetail['targets'][number];

/** Why a circuit is not closed, and when calls come again. */
function CircuitWords({ target, reader, now }: { target: TargetOfConnection; reader: Reader; now: string }) {
  const { circuit, circuit_until: until, circuit_why: why } = target;
  if (circuit === 'closed') return null;
  if (circuit === 'half_open') return <>Probing, because {whyShut(why)}. The first success brings it back.</>;
  return (
    <>
      Open, because {whyShut(why)}. {why === null || why === 'repeated_faults' ? 'Probed' : 'Asked again'}{' '}
      {until === null || until <= now ? 'any moment' : <TimeText at={until} reader={reader} now={now} absolute />}.
    </>
  );
}

function Targets({ health: { targets }, reader, now }: HealthProps) {
  if (targets.length === 0) return <p className="text-control text-second">No gateway has called a model of it within five minutes.</p>;
  return (
    <ul className="flex flex-col text-control">
      {targets.map((target) => (
        <li key={target.model} className="flex flex-col gap-0.5 border-t py-1.5 first:border-t-0">
          <span className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0 break-all font-mono">{target.model === '' ? 'no model' : target.model}</span>
            <LiveState health={{ ...target, five_minutes: target }} />
          </span>
          <span className="text-caption text-quiet tabular-nums">
            {target.running} running, {target.waiting} waiting, {errorShare(target, reader)} errors, p95{' '}
            {written(target.latency_ms_p95, reader)}
          </span>
          <span className="text-caption text-second empty:hidden">
            <CircuitWords target={target} reader={reader} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Where a route leads at the connection; it may name the same model in several of its places. */
const targetWords = ({ model, is_named: isNamed, concurrency_max: max, when_full: whenFull }: HealthDetail['routes'][number]): string =>
  [
    model,
    isNamed ? '' : ', as one of those that serve it',
    max === null ? '' : `, ${max} at a time, then ${whenFull === 'wait' ? 'wait' : 'the next target'}`,
  ].join('');

/** Each route once, with all the places in which it leads here. */
function Routes({ health: { routes } }: Pick<HealthProps, 'health'>) {
  if (routes.length === 0)
    return <p className="text-control text-second">No published route leads here; callers name its models themselves.</p>;
  return (
    <ul className="flex flex-col gap-1 text-control">
      {[...Map.groupBy(routes, ({ route_id: id }) => id)].map(([id, targets]) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <PageLink href={`/routes/${id}`} className="underline decoration-control-edge underline-offset-2">
            {targets[0]?.route_name}
          </PageLink>
          <span className="flex flex-col text-right text-caption text-quiet">
            {[...new Set(targets.map(targetWords))].map((words) => (
              <span key={words}>{words}</span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function lastWords({ health, reader, now }: HealthProps): readonly Fact[] {
  const { last_success_at: success, last_fault: fault, last_fault_at: faultAt } = health;
  const words = fault === null ? null : errorWords(fault);
  return [
    { label: 'Running', value: `${health.running} running, ${health.waiting} waiting` },
    { label: 'Last success', value: success === null ? 'None in 24 h' : <TimeText at={success} reader={reader} now={now} /> },
    {
      label: 'Last error',
      value: faultAt === null || words === null ? 'None in 24 h' : <TimeText at={faultAt} reader={reader} now={now} />,
      source: words === null ? undefined : [words.title, words.remedy].filter((part) => part !== null).join('. '),
    },
  ];
}

const heading = 'mt-6 mb-2 font-semibold text-body';

/** How a connection answers: now, and over the last day. */
export function HealthSection(props: HealthProps) {
  return (
    <>
      <Windows health={props.health} reader={props.reader} />
      <div className="mt-4">
        <Facts facts={lastWords(props)} />
      </div>
      <div className="mt-4">
        <Course {...props} />
      </div>
      <h3 className={heading}>Targets</h3>
      <Targets {...props} />
      <h3 className={heading}>Routes</h3>
      <Routes health={props.health} />
    </>
  );
}
