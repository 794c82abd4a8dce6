'use client';
import { useId } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { TimeWindow } from '#lib/contracts/route-definition.ts';
import { dataClasses, type StrategyName, weekDays } from '#lib/contracts/route-names.ts';
import { strategies } from '#lib/routes/strategies/index.ts';
import { useRouteEditing } from './editor-context.ts';
import { faultAt } from './route-faults.ts';
import { type EditNode, type NodePath, pointerOf, withPlace } from './route-tree.ts';

export interface PlaceFieldsProps {
  node: EditNode;
  path: NodePath;
  /** The strategy of the group around the node. */
  strategy: StrategyName;
}

/** What the group's strategy asks of a member, and nothing where it asks nothing. */
export function PlaceFields(props: PlaceFieldsProps) {
  switch (strategies[props.strategy].field) {
    case 'weight':
      return <WeightField {...props} />;
    case 'tasks':
      return <TasksField {...props} />;
    case 'data_classes':
      return <ClassesField {...props} />;
    case 'window':
      return <WindowFields {...props} />;
    default:
      return null;
  }
}

function WeightField({ node, path, strategy }: PlaceFieldsProps) {
  const { update, faults, readOnly } = useRouteEditing();
  const id = useId();
  return (
    <Field id={id} label="Weight" optional={strategy === 'sticky'} error={faultAt(faults, `${pointerOf(path)}/weight`)} className="w-20">
      {(control) => (
        <Input
          {...control}
          type="number"
          min={1}
          max={1000}
          readOnly={readOnly}
          value={node.weight ?? ''}
          onChange={({ target: { value } }) => update(path, (old) => withPlace(old, value === '' ? {} : { weight: Number(value) }))}
        />
      )}
    </Field>
  );
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function TasksField({ node, path }: PlaceFieldsProps) {
  const { update, faults, readOnly } = useRouteEditing();
  const id = useId();
  const save = (text: string) => update(path, (old) => withPlace(old, listOf(text).length === 0 ? {} : { tasks: listOf(text) }));
  return (
    <Field
      id={id}
      label="Tasks"
      optional
      hint="Separated by commas. Empty: every other task."
      error={faultAt(faults, `${pointerOf(path)}/tasks`)}
      className="min-w-48 flex-1"
    >
      {(control) => (
        <Input
          {...control}
          key={node.uid}
          readOnly={readOnly}
          defaultValue={node.tasks?.join(', ') ?? ''}
          placeholder="code_generation, code_review"
          onBlur={({ target }) => save(target.value)}
        />
      )}
    </Field>
  );
}

function ClassesField({ node, path }: PlaceFieldsProps) {
  const { update, faults, readOnly } = useRouteEditing();
  const chosen = node.data_classes ?? [];
  const fault = faultAt(faults, `${pointerOf(path)}/data_classes`);
  const toggle = (name: string) =>
    update(path, (old) => {
      const next = dataClasses.filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one)));
      return withPlace(old, next.length === 0 ? {} : { data_classes: next });
    });
  return (
    <fieldset className="flex flex-col gap-1.5" disabled={readOnly}>
      <legend className="mb-1.5 font-medium text-control">
        Data classes<span className="font-normal text-quiet"> none: every other</span>
      </legend>
      <Choices names={dataClasses} chosen={chosen} onToggle={toggle} />
      {fault === undefined ? null : <p className="text-control text-danger-text">{fault}</p>}
    </fieldset>
  );
}

function Choices({ names, chosen, onToggle }: { names: readonly string[]; chosen: readonly string[]; onToggle: (name: string) => void }) {
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-1">
      {names.map((name) => (
        <label key={name} className="inline-flex min-h-8 items-center gap-1.5 text-control touch:min-h-11">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => onToggle(name)} className="size-4 accent-ink" />
          {name.charAt(0).toUpperCase() + name.slice(1)}
        </label>
      ))}
    </div>
  );
}

const officeHours: TimeWindow = { time_zone: 'UTC', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' };
const when = [
  { value: 'other', label: 'At every other time' },
  { value: 'window', label: 'In a time window' },
];

function WindowFields({ node, path }: PlaceFieldsProps) {
  const { update, faults, readOnly } = useRouteEditing();
  const id = useId();
  const { window } = node;
  const fault = faultAt(faults, `${pointerOf(path)}/window`);
  const set = (next: TimeWindow | undefined) => update(path, (old) => withPlace(old, next === undefined ? {} : { window: next }));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Field id={id} label="When" error={fault}>
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            options={when}
            value={window === undefined ? 'other' : 'window'}
            onChange={({ target }) => set(target.value === 'other' ? undefined : officeHours)}
            className="max-w-56"
          />
        )}
      </Field>
      {window === undefined ? null : (
        <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-2" disabled={readOnly}>
          <legend className="sr-only">Time window</legend>
          <Choices
            names={weekDays}
            chosen={window.days}
            onToggle={(day) => set({ ...window, days: weekDays.filter((one) => (one === day) !== window.days.includes(one)) })}
          />
          <Input
            type="time"
            aria-label="From"
            className="w-28"
            value={window.from}
            onChange={({ target }) => set({ ...window, from: target.value })}
          />
          <Input
            type="time"
            aria-label="To"
            className="w-28"
            value={window.to}
            onChange={({ target }) => set({ ...window, to: target.value })}
          />
          <Input
            aria-label="Time zone"
            className="w-44"
            value={window.time_zone}
            onChange={({ target }) => set({ ...window, time_zone: target.value })}
          />
        </fieldset>
      )}
    </div>
  );
}
