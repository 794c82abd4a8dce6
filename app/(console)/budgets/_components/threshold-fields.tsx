'use client';
import { useField } from '#components/forms/form-context.ts';
import { Button } from '#components/ui/button.tsx';
import { ThresholdRow, type ThresholdValue } from './threshold-row.tsx';

const thresholdsMax = 8;

const isThreshold = (value: unknown): value is ThresholdValue =>
  typeof value === 'object' && value !== null && 'percent' in value && 'severity' in value;

/** The thresholds as a list of rows; each alerts when it is crossed. */
export function ThresholdFields() {
  const field = useField('thresholds', 'Thresholds');
  const rows = Array.isArray(field.value) ? field.value.filter(isThreshold) : [];
  const change = (index: number, next: ThresholdValue): void => field.set(rows.map((row, place) => (place === index ? next : row)));
  const add = (): void => field.set([...rows, { percent: 50, severity: 'warning', actions: ['notify'] }]);
  return (
    <fieldset aria-describedby={`${field.id}-hint`} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">Thresholds</legend>
      {rows.map((row, index) => (
        <ThresholdRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          key={index}
          row={row}
          number={index + 1}
          change={(next) => change(index, next)}
          remove={() => field.set(rows.filter((_, place) => place !== index))}
          leave={field.leave}
        />
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
