'use client';
import { Plus, X } from 'lucide-react';
import { useField } from '#components/forms/form-context.ts';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';

/** One line: a group of the provider and what it gives, by public ids. */
export interface MappingLine {
  group: string;
  role_id?: string | undefined;
  department_id?: string | undefined;
  team_id?: string | undefined;
}

export interface MappingChoices {
  readonly roles: readonly SelectOption[];
  /** Departments and teams; their values are ids with their prefix, which tells one from the other. */
  readonly places: readonly SelectOption[];
}

const isLine = (value: unknown): value is MappingLine =>
  typeof value === 'object' && value !== null && 'group' in value && typeof value.group === 'string';

const placeOf = (line: MappingLine): string => line.department_id ?? line.team_id ?? '';

function withPlace({ group, role_id }: MappingLine, place: string): MappingLine {
  const kept = { group, ...(role_id === undefined ? {} : { role_id }) };
  if (place.startsWith('dep_')) return { ...kept, department_id: place };
  return place === '' ? kept : { ...kept, team_id: place };
}

function withRole({ role_id: _former, ...line }: MappingLine, role: string): MappingLine {
  return role === '' ? line : { ...line, role_id: role };
}

/** What groups of the provider give, a line each. Without a role, a department gives the default role and a team membership. */
export function GroupMappingsField({ choices }: { choices: MappingChoices }) {
  const field = useField('group_mappings', 'Groups');
  const lines = Array.isArray(field.value) ? field.value.filter(isLine) : [];
  const change = (index: number, line: MappingLine): void => field.set(lines.map((other, at) => (at === index ? line : other)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-control">Groups and what they give</legend>
      {lines.map((line, index) => (
        // Lines have no id; their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is told by its place alone
        <div key={index} className="grid grid-cols-[1fr_auto] gap-2 rounded-md border p-2 sm:grid-cols-[1fr_1fr_1fr_auto]">
          <Input
            aria-label={`Group ${index + 1}`}
            placeholder="Group"
            dir="auto"
            value={line.group}
            onChange={(event) => change(index, { ...line, group: event.target.value })}
            onBlur={field.leave}
          />
          <IconButton
            className="sm:order-last"
            size="small"
            label={`Remove group ${line.group || index + 1}`}
            icon={<X />}
            onClick={() => field.set(lines.filter((_, at) => at !== index))}
          />
          <Select
            className="col-span-2 sm:col-span-1"
            aria-label={`Role of group ${index + 1}`}
            placeholder="No role"
            options={choices.roles}
            value={line.role_id ?? ''}
            onChange={(event) => change(index, withRole(line, event.target.value))}
          />
          <Select
            className="col-span-2 sm:col-span-1"
            aria-label={`Where, for group ${index + 1}`}
            placeholder="The organization"
            options={choices.places}
            value={placeOf(line)}
            onChange={(event) => change(index, withPlace(line, event.target.value))}
          />
        </div>
      ))}
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
      <Button size="small" className="self-start" icon={<Plus />} onClick={() => field.set([...lines, { group: '' }])}>
        Add group
      </Button>
    </fieldset>
  );
}
