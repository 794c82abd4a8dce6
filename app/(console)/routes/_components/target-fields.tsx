'use client';
import { useId } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { useRouteEditing } from './editor-context.ts';
import { faultAt } from './route-faults.ts';
import { type EditLink, type EditTarget, type NodePath, pointerOf } from './route-tree.ts';

const any = { value: '', label: 'Any that serves it' };
const fullOptions = [
  { value: 'skip', label: 'Ask the next target' },
  { value: 'wait', label: 'Wait up to a second' },
];

/** Model and connection of a target, and how many calls it takes. */
export function TargetFields({ node, path }: { node: EditTarget; path: NodePath }) {
  const { connections, faults, readOnly, modelListId, update } = useRouteEditing();
  const ids = { model: useId(), connection: useId() };
  const pointer = pointerOf(path);
  const set = (change: Partial<EditTarget>) => update(path, (old) => (old.kind === 'target' ? { ...old, ...change } : old));
  return (
    <>
      <Field id={ids.model} label="Model" error={faultAt(faults, `${pointer}/model`)} className="min-w-36 flex-1">
        {(control) => (
          <Input
            {...control}
            list={modelListId}
            readOnly={readOnly}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-control"
            value={node.model}
            onChange={({ target }) => set({ model: target.value })}
          />
        )}
      </Field>
      <Field id={ids.connection} label="Connection" error={faultAt(faults, `${pointer}/connection_id`)} className="min-w-36 flex-1">
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            options={[any, ...connections.map(({ id, name }) => ({ value: id, label: name }))]}
            value={node.connection_id ?? ''}
            onChange={({ target }) => set({ connection_id: target.value === '' ? null : target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** How many calls a target runs at a time, and what happens with one more. */
export function TargetLimitFields({ node, path }: { node: EditTarget; path: NodePath }) {
  const { faults, readOnly, update } = useRouteEditing();
  const ids = { limit: useId(), full: useId() };
  const fault = faultAt(faults, `${pointerOf(path)}/concurrency_max`);
  const set = (change: Partial<EditTarget>) => update(path, (old) => (old.kind === 'target' ? { ...old, ...change } : old));
  return (
    <div className="flex w-full flex-wrap gap-3">
      <Field id={ids.limit} label="Calls at a time" optional hint="In each process; empty for no limit." error={fault} className="w-52">
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={10_000}
            readOnly={readOnly}
            placeholder="No limit"
            value={node.concurrency_max ?? ''}
            onChange={({ target: { value } }) => set({ concurrency_max: value === '' ? null : Number(value) })}
          />
        )}
      </Field>
      <Field id={ids.full} label="When all are taken" className="w-52">
        {(control) => (
          <Select
            {...control}
            disabled={readOnly || node.concurrency_max === null}
            options={fullOptions}
            value={node.when_full}
            onChange={({ target }) => set({ when_full: target.value === 'wait' ? 'wait' : 'skip' })}
          />
        )}
      </Field>
    </div>
  );
}

const times = [
  { name: 'first_token_seconds', label: 'First token, seconds', hint: 'Of streams; then the next target is asked.' },
  { name: 'timeout_seconds', label: 'Whole answer, seconds', hint: 'Of each attempt, streamed or not.' },
] as const;

/** How long a target may take before the next one is asked. */
export function TargetTimeFields({ node, path }: { node: EditTarget; path: NodePath }) {
  const { faults, readOnly, update } = useRouteEditing();
  const id = useId();
  const set = (change: Partial<EditTarget>) => update(path, (old) => (old.kind === 'target' ? { ...old, ...change } : old));
  return (
    <div className="flex w-full flex-wrap gap-3">
      {times.map(({ name, label, hint }) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          label={label}
          optional
          hint={hint}
          error={faultAt(faults, `${pointerOf(path)}/${name}`)}
          className="w-60"
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0.1}
              max={7_200}
              step="any"
              readOnly={readOnly}
              placeholder="As the gateway allows"
              value={node[name] ?? ''}
              onChange={({ target: { value } }) => set({ [name]: value === '' ? null : Number(value) })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

const retryOptions = [
  { value: '', label: 'Once, if others lose nothing by it' },
  { value: '0', label: 'Never' },
  { value: '1', label: 'Once' },
  { value: '2', label: 'Twice' },
  { value: '3', label: 'Three times' },
];

/** How often a call that failed at a target goes there again. */
export function TargetRetryField({ node, path }: { node: EditTarget; path: NodePath }) {
  const { faults, readOnly, update } = useRouteEditing();
  const id = useId();
  const set = (value: string) =>
    update(path, (old) => (old.kind === 'target' ? { ...old, retries_max: value === '' ? null : Number(value) } : old));
  return (
    <Field
      id={id}
      label="Again after a fault"
      hint="Faults of the server, broken connections and rate limits; four attempts a call at most."
      error={faultAt(faults, `${pointerOf(path)}/retries_max`)}
      className="w-64"
    >
      {(control) => (
        <Select
          {...control}
          disabled={readOnly}
          options={retryOptions}
          value={node.retries_max === null ? '' : String(node.retries_max)}
          onChange={({ target }) => set(target.value)}
        />
      )}
    </Field>
  );
}

/** The route that a link leads to. */
export function LinkFields({ node, path }: { node: EditLink; path: NodePath }) {
  const { routes, faults, readOnly, update } = useRouteEditing();
  const id = useId();
  return (
    <Field id={id} label="Route" error={faultAt(faults, `${pointerOf(path)}/route_id`)} className="min-w-44 flex-1">
      {(control) => (
        <Select
          {...control}
          disabled={readOnly}
          placeholder="Choose…"
          options={routes.map((route) => ({ value: route.id, label: route.name }))}
          value={node.route_id}
          onChange={({ target }) => update(path, (old) => (old.kind === 'route' ? { ...old, route_id: target.value } : old))}
        />
      )}
    </Field>
  );
}
