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
