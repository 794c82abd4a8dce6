'use client';
import { useField } from '#components/forms/form-context.ts';
import { Button } from '#components/ui/button.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { classWords } from './class-words.ts';
import { contentLevelOptions } from './content-words.ts';

interface RuleValue {
  readonly team_id?: string | null | undefined;
  readonly data_class?: string | null | undefined;
  readonly level: string;
  readonly sample_percent?: number | undefined;
  readonly retention_days?: number | undefined;
}

const rulesMax = 200;
const isRule = (value: unknown): value is RuleValue =>
  typeof value === 'object' && value !== null && 'level' in value && typeof value.level === 'string';
const classes = [{ value: '', label: 'Any class' }, ...dataClasses.map((name) => ({ value: name as string, label: classWords[name] }))];

/** Rules for teams and classes; each names at least one of both. */
export function ContentRuleFields({ teams }: { teams: readonly { value: string; label: string }[] }) {
  const field = useField('rules', 'Exceptions');
  const rows = Array.isArray(field.value) ? field.value.filter(isRule) : [];
  const change = (index: number, patch: Partial<RuleValue>): void =>
    field.set(rows.map((row, place) => (place === index ? { ...row, ...patch } : row)));
  return (
    <fieldset aria-describedby={`${field.id}-hint`} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">Exceptions</legend>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex flex-wrap items-center gap-2">
          <Select
            aria-label={`Exception ${index + 1}, team`}
            options={[{ value: '', label: 'Any team' }, ...teams]}
            value={row.team_id ?? ''}
            onChange={(event) => change(index, { team_id: event.target.value === '' ? null : event.target.value })}
            className="w-40"
          />
          <Select
            aria-label={`Exception ${index + 1}, class`}
            options={classes}
            value={row.data_class ?? ''}
            onChange={(event) => change(index, { data_class: event.target.value === '' ? null : event.target.value })}
            className="w-36"
          />
          <Select
            aria-label={`Exception ${index + 1}, keep`}
            options={contentLevelOptions}
            value={row.level}
            onChange={(event) => change(index, { level: event.target.value })}
            className="w-64 max-w-full"
          />
          <div className="w-28">
            <InputGroup after="days">
              <Input
                aria-label={`Exception ${index + 1}, days`}
                inputMode="numeric"
                autoComplete="off"
                value={row.retention_days ?? 30}
                onChange={(event) => change(index, { retention_days: Number(event.target.value.replaceAll(/\D/g, '')) })}
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
      {rows.length >= rulesMax ? null : (
        <div>
          <Button
            size="small"
            onClick={() => field.set([...rows, { team_id: null, data_class: 'restricted', level: 'redacted', retention_days: 7 }])}
          >
            Add exception
          </Button>
        </div>
      )}
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
      <p id={`${field.id}-hint`} className="text-control text-quiet">
        For a team and a class first, then for the team, then for the class.
      </p>
    </fieldset>
  );
}
