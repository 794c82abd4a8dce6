'use client';
import { useId } from 'react';
import { Choices } from '#components/forms/choices.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { type RowProps, RowsField } from '#components/forms/rows-field.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';

interface Escalation {
  readonly after_minutes: number;
  readonly channel_ids: readonly string[];
}

const isEscalation = (value: unknown): value is Escalation =>
  typeof value === 'object' && value !== null && 'after_minutes' in value && 'channel_ids' in value;
const emptyText = 'There is no channel of that name. Add channels first.';

function EscalationRow({ row, number, change, leave, channels }: RowProps<Escalation> & { channels: readonly ComboboxOption[] }) {
  const id = useId();
  return (
    <>
      <div className="w-36">
        <InputGroup after="minutes">
          <Input
            aria-label={`Escalation ${number}, after`}
            inputMode="numeric"
            autoComplete="off"
            value={row.after_minutes === 0 ? '' : String(row.after_minutes)}
            onChange={(event) => change({ ...row, after_minutes: Number(event.target.value.replaceAll(/\D/g, '').slice(0, 6)) })}
            onBlur={leave}
            className={`${groupedInput} tabular-nums`}
          />
        </InputGroup>
      </div>
      <div className="min-w-52 flex-1">
        <Choices
          id={id}
          label={`Channels of escalation ${number}`}
          aria-label={`Escalation ${number}, tells`}
          options={channels}
          chosen={row.channel_ids}
          placeholder="Who is told then"
          emptyText={emptyText}
          onChange={(next) => change({ ...row, channel_ids: next })}
          onBlur={leave}
        />
      </div>
    </>
  );
}

export interface RoutingFieldsProps {
  /** Path of the routing in the form: `routing`. */
  name: string;
  channels: readonly ComboboxOption[];
}

/** Who is told at once, by severity, and who later while nobody answers. */
export function RoutingFields({ name, channels }: RoutingFieldsProps) {
  return (
    <>
      <ChoicesField name={`${name}.all`} label="Tell" optional options={channels} emptyText={emptyText} />
      <ChoicesField name={`${name}.critical`} label="Tell besides if critical" optional options={channels} emptyText={emptyText} />
      <RowsField<Escalation>
        name={`${name}.escalations`}
        label="While nobody acknowledges it"
        hint="Counted from when the alert opened. Whoever acknowledges or snoozes it stops what comes after."
        noun="escalation"
        max={5}
        isRow={isEscalation}
        added={() => ({ after_minutes: 15, channel_ids: [] })}
      >
        {(row) => <EscalationRow {...row} channels={channels} />}
      </RowsField>
    </>
  );
}
