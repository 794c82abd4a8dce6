'use client';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { usePreferences } from '#components/shell/preferences.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { dataClasses } from '#lib/contracts/route-names.ts';
import type { routeSimulate, SimulatedTarget } from '#lib/contracts/routes.ts';
import { createFormat } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { simulateRouteAction } from '../actions.ts';

export interface SimulatePanelProps {
  routeId: string;
  /** The editor holds changes that are not saved, which a simulation does not see. */
  isDirty: boolean;
  hasPublished: boolean;
}

type Simulation = z.input<(typeof routeSimulate)['output']>;
type Asked = Readonly<Record<'version' | 'task' | 'data_class' | 'user' | 'input_tokens' | 'output_tokens', string>>;

const classOptions = dataClasses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

/** Which target would this request take, and why? */
export function SimulatePanel({ routeId, isDirty, hasPublished }: SimulatePanelProps) {
  const [asked, setAsked] = useState<Asked>({
    version: 'draft',
    task: '',
    data_class: '',
    user: '',
    input_tokens: '1000',
    output_tokens: '500',
  });
  const [result, setResult] = useState<Simulation>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const simulate = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value.trim() !== ''));
    const { data, problem } = await simulateRouteAction({ ...given, route_id: routeId });
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
        <SimulateFields asked={asked} onChange={setAsked} hasPublished={hasPublished} />
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
        </div>
      )}
    </section>
  );
}

interface SimulateFieldsProps {
  asked: Asked;
  onChange: (asked: Asked) => void;
  hasPublished: boolean;
}

function SimulateFields({ asked, onChange, hasPublished }: SimulateFieldsProps) {
  const id = useId();
  const versions = [{ value: 'draft', label: 'Draft' }, ...(hasPublished ? [{ value: 'published', label: 'In force' }] : [])];
  const set = (name: keyof Asked) => (event: { target: { value: string } }) => onChange({ ...asked, [name]: event.target.value });
  const text = (name: keyof Asked, label: string, type: 'text' | 'number' = 'text') => (
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
            ...(isAsked ? [] : ['beyond the attempts of a call']),
          ].join(' · ')}
        </p>
      </div>
    </li>
  );
}
