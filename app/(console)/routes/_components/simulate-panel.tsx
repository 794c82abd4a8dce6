'use client';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { usePreferences } from '#components/shell/preferences.tsx';
import { instantAt } from '#components/shell/zoned-time.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { dataClasses, regionNames } from '#lib/contracts/route-names.ts';
import type { routeSimulate, SimulatedTarget } from '#lib/contracts/routes.ts';
import { createFormat } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { simulateRouteAction } from '../actions.ts';
import { timeWords } from './route-lines.ts';

export interface SimulatePanelProps {
  routeId: string;
  /** The editor holds changes that are not saved, which a simulation does not see. */
  isDirty: boolean;
  hasPublished: boolean;
  callers: SimulatedCallers;
}

type Simulation = z.input<(typeof routeSimulate)['output']>;
type AskedName = 'version' | 'task' | 'data_class' | 'region' | 'user' | 'input_tokens' | 'output_tokens' | 'streamed' | 'at' | 'caller';
type Asked = Readonly<Record<AskedName, string>>;

/** Keys and teams that a request can be simulated for. */
export interface SimulatedCallers {
  readonly keys: readonly { readonly id: string; readonly name: string }[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
}

const classOptions = dataClasses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

const regionOptions = regionNames.map((value) => ({ value, label: value.toUpperCase() }));
const streamedOptions = [{ value: 'true', label: 'Streamed' }];

const callerOptions = ({ keys, teams }: SimulatedCallers) => [
  ...keys.map(({ id, name }) => ({ value: id, label: `Key ${name}` })),
  ...teams.map(({ id, name }) => ({ value: id, label: `Team ${name}` })),
];

/** Which target would this request take, and why? */
export function SimulatePanel({ routeId, isDirty, hasPublished, callers }: SimulatePanelProps) {
  const [asked, setAsked] = useState<Asked>({
    version: 'draft',
    task: '',
    data_class: '',
    region: '',
    user: '',
    input_tokens: '1000',
    output_tokens: '500',
    streamed: '',
    at: '',
    caller: '',
  });
  const { reader } = usePreferences();
  const [result, setResult] = useState<Simulation>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const simulate = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const { data, problem } = await simulateRouteAction({ ...requestOf(asked, reader.timeZone), route_id: routeId });
    setBusy(false);
    setResult(data);
    setFailure(problem && `${problem.errors?.[0]?.detail ?? problem.detail} (${problem.request_id})`);
  };
  return (
    <section aria-label="Simulate" className="flex min-w-0 flex-col gap-4 lg:border-l lg:pl-8">
      <div>
        <h2 className="font-semibold text-body">Simulate a request</h2>
        <p className="text-caption text-quiet">
          {isDirty ? 'Shows the draft as it was saved last.' : 'Nobody is called, and nothing is billed.'}
        </p>
      </div>
      <form onSubmit={(event) => void simulate(event)} className="grid grid-cols-2 gap-3">
        <SimulateFields asked={asked} onChange={setAsked} hasPublished={hasPublished} callers={callers} />
        <Button type="submit" busy={isBusy} className="col-span-2">
          Simulate
        </Button>
      </form>
      {failure === undefined ? null : (
        <p role="alert" className="text-control text-danger-text">
          {failure}
        </p>
      )}
      {result === undefined ? null : (
        <div aria-live="polite" className="flex flex-col gap-2">
          <p className="text-control">{result.verdict}</p>
          <ol className="flex flex-col">
            {result.targets.map((target, index) => (
              <Outcome
                key={`${target.connection_id} ${target.model} ${target.reasons.join()}`}
                target={target}
                place={index + 1}
                isAsked={index < result.attempts_max}
              />
            ))}
          </ol>
          <Reservations result={result} />
        </div>
      )}
    </section>
  );
}

/** The form as the operation takes it: a caller is a key or a team, a time is by the reader's clocks. */
function requestOf({ caller, at, ...plain }: Asked, timeZone: string): Record<string, string> {
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value.trim() !== ''));
  const moment = instantAt(timeZone, at);
  return {
    ...given,
    ...(moment === undefined ? {} : { at: moment.toISOString() }),
    ...(caller === '' ? {} : caller.startsWith('team_') ? { team_id: caller } : { key_id: caller }),
  };
}

/** What the caller is kept away from, and what else becomes of his request. */
function Reservations({ result: { left_out: leftOut, notes } }: { result: Simulation }) {
  if (leftOut.length === 0 && notes.length === 0) return null;
  return (
    <div className="flex flex-col gap-1 border-t pt-2 text-caption text-second">
      {leftOut.map(({ connection_name: connection, model, why }) => (
        <p key={`${connection} ${model} ${why}`} className="break-words">
          Not {model === null ? connection : `${model} on ${connection}`}: {why}
        </p>
      ))}
      {notes.map((note) => (
        <p key={note} className="break-words">
          {note}
        </p>
      ))}
    </div>
  );
}

interface SimulateFieldsProps {
  asked: Asked;
  onChange: (asked: Asked) => void;
  hasPublished: boolean;
  callers: SimulatedCallers;
}

function SimulateFields({ asked, onChange, hasPublished, callers }: SimulateFieldsProps) {
  const id = useId();
  const versions = [{ value: 'draft', label: 'Draft' }, ...(hasPublished ? [{ value: 'published', label: 'In force' }] : [])];
  const set = (name: keyof Asked) => (event: { target: { value: string } }) => onChange({ ...asked, [name]: event.target.value });
  const text = (name: keyof Asked, label: string, type: 'text' | 'number' | 'datetime-local' = 'text') => (
    <Field id={`${id}-${name}`} label={label}>
      {({ 'aria-required': _, ...control }) => <Input {...control} type={type} min={0} value={asked[name]} onChange={set(name)} />}
    </Field>
  );
  return (
    <>
      <Field id={`${id}-version`} label="Version">
        {(control) => <Select {...control} options={versions} value={asked.version} onChange={set('version')} />}
      </Field>
      <Field id={`${id}-class`} label="Data class">
        {({ 'aria-required': _, ...control }) => (
          <Select {...control} options={classOptions} placeholder="None" value={asked.data_class} onChange={set('data_class')} />
        )}
      </Field>
      <Field id={`${id}-caller`} label="Key or team" className="col-span-2">
        {({ 'aria-required': _, ...control }) => (
          <Select {...control} options={callerOptions(callers)} placeholder="Anybody" value={asked.caller} onChange={set('caller')} />
        )}
      </Field>
      <Field id={`${id}-region`} label="Region">
        {({ 'aria-required': _, ...control }) => (
          <Select {...control} options={regionOptions} placeholder="Anywhere" value={asked.region} onChange={set('region')} />
        )}
      </Field>
      <Field id={`${id}-streamed`} label="Answer">
        {({ 'aria-required': _, ...control }) => (
          <Select {...control} options={streamedOptions} placeholder="Whole" value={asked.streamed} onChange={set('streamed')} />
        )}
      </Field>
      {text('at', 'At', 'datetime-local')}
      {text('task', 'Task')}
      {text('user', 'User')}
      {text('input_tokens', 'Input tokens', 'number')}
      {text('output_tokens', 'Output tokens', 'number')}
    </>
  );
}

const circuits = { open: 'Circuit open', half_open: 'Probing' } as const;

function Outcome({ target, place, isAsked }: { target: z.input<typeof SimulatedTarget>; place: number; isAsked: boolean }) {
  const { reader } = usePreferences();
  const format = createFormat(reader);
  const cost = target.expected_cost_usd === null ? 'no price' : format.moneyCall(parseUsd(target.expected_cost_usd) ?? 0n);
  return (
    <li className="flex gap-3 border-t py-2 text-control first:border-t-0">
      <span className="w-4 shrink-0 text-quiet tabular-nums">{place}</span>
      <div className="min-w-0">
        <p className="break-words">
          <span className="font-mono">{target.model}</span> <span className="text-second">on {target.connection_name}</span>{' '}
          {target.circuit === 'closed' ? null : (
            <StatusBadge tone={target.circuit === 'open' ? 'danger' : 'warning'}>{circuits[target.circuit]}</StatusBadge>
          )}
        </p>
        <p className="text-caption text-quiet">{target.reasons.join(' · ')}</p>
        <p className="text-caption text-quiet">
          {[
            cost,
            target.latency_ms === null ? 'not measured' : format.duration(target.latency_ms),
            ...timeWords(target),
            ...(isAsked ? [] : ['beyond the attempts of a call']),
          ].join(' · ')}
        </p>
      </div>
    </li>
  );
}
