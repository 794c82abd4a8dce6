'use client';
import { useField } from '#components/forms/form-context.ts';
import { Button } from '#components/ui/button.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

interface LevelValue {
  readonly role: string;
  readonly up_to_usd?: string | undefined;
}

const levelsMax = 8;

const isLevel = (value: unknown): value is LevelValue =>
  typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string';

/** The levels in their order: a role, and up to which amount nobody above it is asked. */
export function LevelFields({ roles }: { roles: readonly { value: string; label: string }[] }) {
  const field = useField('levels', 'Levels');
  const rows = Array.isArray(field.value) ? field.value.filter(isLevel) : [];
  const change = (index: number, patch: Partial<LevelValue>): void =>
    field.set(rows.map((row, place) => (place === index ? { ...row, ...patch } : row)));
  return (
    <fieldset aria-describedby={`${field.id}-hint`} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">Levels</legend>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex flex-wrap items-center gap-2">
          <Select
            aria-label={`Level ${index + 1}, role`}
            options={roles}
            value={row.role}
            onChange={(event) => change(index, { role: event.target.value })}
            className="w-44"
          />
          <div className="w-36">
            <InputGroup before="$">
              <Input
                aria-label={`Level ${index + 1}, up to`}
                inputMode="decimal"
                autoComplete="off"
                placeholder="any"
                value={row.up_to_usd ?? ''}
                onChange={(event) => change(index, { up_to_usd: event.target.value.replaceAll(/[^\d.]/g, '') || undefined })}
                onBlur={field.leave}
                className={`${groupedInput} tabular-nums`}
              />
            </InputGroup>
          </div>
          <Button size="small" variant="ghost" onClick={() => field.set(rows.filter((_, place) => place !== index))}>
            Remove
          </Button>
        </div>
      ))}
      {rows.length >= levelsMax ? null : (
        <div>
          <Button size="small" onClick={() => field.set([...rows, { role: 'tenant_admin' }])}>
            Add level
          </Button>
        </div>
      )}
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
      <p id={`${field.id}-hint`} className="text-control text-quiet">
        Asked one after the other, up to the first whose amount covers the request.
      </p>
    </fieldset>
  );
}
