'use client';
import { RowsField } from '#components/forms/rows-field.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

interface LevelValue {
  readonly role: string;
  readonly up_to_usd?: string | undefined;
}

const isLevel = (value: unknown): value is LevelValue =>
  typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string';

/** The levels in their order: a role, and up to which amount nobody above it is asked. */
export function LevelFields({ roles }: { roles: readonly { value: string; label: string }[] }) {
  return (
    <RowsField<LevelValue>
      name="levels"
      label="Levels"
      hint="Asked one after the other, up to the first whose amount covers the request."
      noun="level"
      max={8}
      isRow={isLevel}
      added={() => ({ role: 'tenant_admin' })}
    >
      {({ row, number, change, leave }) => (
        <>
          <Select
            aria-label={`Level ${number}, role`}
            options={roles}
            value={row.role}
            onChange={(event) => change({ ...row, role: event.target.value })}
            className="w-44"
          />
          <div className="w-36">
            <InputGroup before="$">
              <Input
                aria-label={`Level ${number}, up to`}
                inputMode="decimal"
                autoComplete="off"
                placeholder="any"
                value={row.up_to_usd ?? ''}
                onChange={(event) => change({ ...row, up_to_usd: event.target.value.replaceAll(/[^\d.]/g, '') || undefined })}
                onBlur={leave}
                className={`${groupedInput} tabular-nums`}
              />
            </InputGroup>
          </div>
        </>
      )}
    </RowsField>
  );
}
