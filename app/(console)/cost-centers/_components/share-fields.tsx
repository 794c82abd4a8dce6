'use client';
import { useField } from '#components/forms/form-context.ts';
import { Button } from '#components/ui/button.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';

interface ShareValue {
  readonly cost_center_id: string;
  readonly percent: number;
}

const isShare = (value: unknown): value is ShareValue => typeof value === 'object' && value !== null && 'percent' in value;

/** In whole parts of a million, so that 33.3333 three times is not taken for 100. */
const partsOf = (shares: readonly ShareValue[]): number => shares.reduce((sum, { percent }) => sum + Math.round(percent * 10_000), 0);

/** Who bears how much, with the sum as it is typed. */
export function ShareFields({ centers }: { centers: readonly SelectOption[] }) {
  const field = useField('shares', 'Shares');
  const shares = Array.isArray(field.value) ? field.value.filter(isShare) : [];
  const change = (index: number, patch: Partial<ShareValue>): void =>
    field.set(shares.map((share, place) => (place === index ? { ...share, ...patch } : share)));
  const left = 1_000_000 - partsOf(shares);
  const add = (): void => {
    const unused = centers.find(({ value }) => !shares.some((share) => share.cost_center_id === value));
    field.set([...shares, { cost_center_id: unused?.value ?? '', percent: Math.max(0, left / 10_000) }]);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">Shares</legend>
      {shares.map((share, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex flex-wrap items-center gap-2">
          <Select
            aria-label={`Share ${index + 1}, cost center`}
            options={centers}
            value={share.cost_center_id}
            onChange={(event) => change(index, { cost_center_id: event.target.value })}
            className="w-56"
          />
          <div className="w-32">
            <InputGroup after="%">
              <Input
                aria-label={`Share ${index + 1}, percent`}
                type="number"
                min="0"
                max="100"
                step="0.0001"
                autoComplete="off"
                value={String(share.percent)}
                onChange={(event) => change(index, { percent: Number(event.target.value) })}
                onBlur={field.leave}
                className={`${groupedInput} tabular-nums`}
              />
            </InputGroup>
          </div>
          <Button size="small" variant="ghost" onClick={() => field.set(shares.filter((_, place) => place !== index))}>
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" onClick={add}>
          Add share
        </Button>
      </div>
      <p role="status" className={left === 0 ? 'text-control text-success-text' : 'text-control text-warning-text'}>
        {sumWords(left)}
      </p>
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
    </fieldset>
  );
}

function sumWords(left: number): string {
  if (left === 0) return 'The shares sum to 100 %.';
  return left > 0 ? `${left / 10_000} % is not given to anybody yet.` : `The shares sum to ${-left / 10_000} % more than 100 %.`;
}
