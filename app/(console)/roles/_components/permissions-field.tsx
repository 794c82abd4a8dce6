'use client';
import { useId } from 'react';
import { useField, useFormState } from '#components/forms/form-context.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { type PermissionGroup, permissionGroups } from './permission-groups.ts';

export interface PermissionsFieldProps {
  /** What the reader holds somewhere: nobody gives what they do not hold. */
  mine: readonly string[];
  /** What each role that can be the parent holds, by its id. */
  heldByParent: Readonly<Record<string, readonly string[]>>;
}

interface GroupProps {
  group: PermissionGroup;
  own: readonly string[];
  inherited: readonly string[];
  mine: readonly string[];
  set: (names: readonly string[]) => void;
}

/** Why a box is as it is, where it cannot be changed. */
function noteOf({ isInherited, isWhole, isMine }: { isInherited: boolean; isWhole: boolean; isMine: boolean }): string | null {
  if (isInherited) return 'inherited';
  if (isWhole) return 'by the line above';
  return isMine ? null : 'you do not hold it';
}

function Group({ group: { resource, label, permissions }, own, inherited, mine, set }: GroupProps) {
  const wildcard = `${resource}.*`;
  const isAll = own.includes('*');
  const isWhole = isAll || own.includes(wildcard);
  const mayWhole = mine.includes('*') || mine.includes(wildcard);
  const without = own.filter((name) => !name.startsWith(`${resource}.`));
  const toggle = (name: string, on: boolean) => set(on ? [...own, name] : own.filter((other) => other !== name));
  const id = useId();
  return (
    <fieldset className="border-b py-3 last:border-b-0">
      <legend className="float-left w-full font-medium text-control">
        <label htmlFor={`${id}-all`} className="inline-flex items-center gap-1.5">
          <Checkbox
            id={`${id}-all`}
            checked={isWhole}
            indeterminate={!isWhole && permissions.some(({ name }) => holds([...own, ...inherited], name))}
            disabled={isAll || !mayWhole}
            aria-label={`All of ${label}, also what is added later`}
            onChange={(event) => set(event.target.checked ? [...without, wildcard] : without)}
          />
          {label}
        </label>
      </legend>
      <ul className="clear-both grid gap-x-6 pl-6 sm:grid-cols-2">
        {permissions.map(({ name, description }) => {
          const isInherited = holds(inherited, name);
          const note = noteOf({ isInherited, isWhole, isMine: holds(mine, name) });
          return (
            <li key={name}>
              <label htmlFor={`${id}-${name}`} className="flex items-start gap-1.5 py-0.5 text-control">
                <Checkbox
                  id={`${id}-${name}`}
                  checked={isInherited || isWhole || own.includes(name)}
                  disabled={note !== null && !own.includes(name)}
                  onChange={(event) => toggle(name, event.target.checked)}
                />
                <span className="min-w-0 pt-0.5 touch:pt-3">
                  {description}
                  <span className="block font-mono text-caption text-quiet">
                    {name}
                    {note === null ? null : <span className="font-sans"> · {note}</span>}
                  </span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

/** What the role holds of each resource: its own, and beside it what its parent gives. */
export function PermissionsField({ mine, heldByParent }: PermissionsFieldProps) {
  const field = useField('permissions', 'Permissions');
  const { values } = useFormState();
  const own = Array.isArray(field.value) ? field.value.filter((name): name is string => typeof name === 'string') : [];
  const inherited = typeof values.parent_id === 'string' ? (heldByParent[values.parent_id] ?? []) : [];
  return (
    <section aria-labelledby={`${field.id}-title`}>
      <div className="flex flex-wrap items-baseline justify-between gap-2 border-b pb-2">
        <h2 id={`${field.id}-title`} className="font-semibold text-body">
          Permissions
        </h2>
        <label htmlFor={`${field.id}-all`} className="inline-flex items-center gap-1.5 text-control">
          <Checkbox
            id={`${field.id}-all`}
            checked={own.includes('*')}
            disabled={!mine.includes('*')}
            onChange={(event) => field.set(event.target.checked ? ['*'] : [])}
          />
          Everything, also what is added later
        </label>
      </div>
      {field.error === undefined ? null : (
        <p role="alert" className="pt-2 text-control text-danger-text">
          {field.error}
        </p>
      )}
      {permissionGroups.map((group) => (
        <Group key={group.resource} group={group} own={own} inherited={inherited} mine={mine} set={(names) => field.set([...names])} />
      ))}
    </section>
  );
}
