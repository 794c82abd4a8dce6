'use client';
import { useField } from '#components/forms/form-context.ts';
import { Button } from '#components/ui/button.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

interface ThresholdValue {
  readonly percent: number;
  readonly severity: string;
  readonly actions: readonly string[];
}

const severities = [
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
  { value: 'exceeded', label: 'Exceeded' },
];
const thresholdsMax = 8;

const isThreshold = (value: unknown): value is ThresholdValue =>
  typeof value === 'object' && value !== null && 'percent' in value && 'severity' in value;

/** The thresholds as a list of rows; each alerts when it is crossed. */
export function ThresholdFields() {
  const field = useField('thresholds', 'Thresholds');
  const rows = Array.isArray(field.value) ? field.value.filter(isThreshold) : [];
  const change = (index: number, patch: Partial<ThresholdValue>): void =>
    field.set(rows.map((row, place) => (place === index ? { ...row, ...patch } : row)));
  const add = (): void => field.set([...rows, { percent: 50, severity: 'warning', actions: ['notify'] }]);
  return (
    <fieldset aria-describedby={`${field.id}-hint`} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">Thresholds</legend>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex flex-wrap items-center gap-2">
          <div className="w-28">
            <InputGroup after="%">
              <Input
                aria-label={`Threshold ${index + 1}, percent of the limit`}
                inputMode="numeric"
                autoComplete="off"
                value={String(row.percent)}
                onChange={(event) => change(index, { percent: Number(event.target.value.replaceAll(/\D/g, '').slice(0, 4)) })}
                onBlur={field.leave}
                className={`${groupedInput} tabular-nums`}
              />
            </InputGroup>
          </div>
          <Select
            aria-label={`Threshold ${index + 1}, severity`}
            options={severities}
            value={row.severity}
            onChange={(event) => change(index, { severity: event.target.value })}
            className="w-36"
          />
          <Button size="small" variant="ghost" onClick={() => field.set(rows.filter((_, place) => place !== index))}>
            Remove
          </Button>
        </div>
      ))}
      {rows.length >= thresholdsMax ? null : (
        <div>
          <Button size="small" onClick={add}>
            Add threshold
          </Button>
        </div>
      )}
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
      <p id={`${field.id}-hint`} className="text-control text-quiet">
        Crossing one raises an alert, once a period. At the limit itself a hard budget refuses calls.
      </p>
    </fieldset>
  );
}
