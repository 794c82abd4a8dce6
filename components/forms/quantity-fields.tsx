'use client';
import { useState } from 'react';
import { useFormat } from '#components/shell/preferences.tsx';
import { Field } from '#components/ui/field.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { useField } from './form-context.ts';
import { parseCount, parseDuration, parseMoney, parsePercent } from './quantity.ts';
import type { FormFieldProps } from './text-fields.tsx';

interface QuantityFieldProps extends FormFieldProps {
  before?: string;
  after?: string;
  /** The value a text means; undefined when it means none. */
  read: (text: string) => string | number | undefined;
  /** The value told back, exactly: "= 1,500 tokens". */
  tell: (value: unknown) => string | undefined;
  /** Text for a value that is already there. */
  write: (value: unknown) => string;
  complaint: string;
}

/** Takes any way of writing the amount and says how it was understood. */
function QuantityField({
  name,
  label,
  hint,
  optional = false,
  inherited,
  before,
  after,
  read,
  tell,
  write,
  complaint,
}: QuantityFieldProps) {
  const field = useField(name, label);
  const [text, setText] = useState<string>();
  const understood = field.value === undefined || text === undefined ? undefined : tell(field.value);
  const type = (next: string): void => {
    const value = next.trim() === '' ? undefined : read(next);
    setText(next);
    field.set(value);
    field.complain(next.trim() !== '' && value === undefined ? complaint : undefined);
  };
  return (
    <Field
      id={field.id}
      label={label}
      hint={hint}
      error={field.error}
      optional={optional}
      aside={<output className="text-control text-quiet tabular-nums">{understood === undefined ? '' : `= ${understood}`}</output>}
    >
      {(control) => (
        <InputGroup before={before} after={after}>
          <Input
            {...control}
            name={name}
            inputMode="text"
            autoComplete="off"
            placeholder={inherited}
            value={text ?? write(field.value)}
            onChange={(event) => type(event.target.value)}
            onBlur={field.leave}
            className={`${groupedInput} tabular-nums`}
          />
        </InputGroup>
      )}
    </Field>
  );
}

const plain = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export interface MoneyFieldProps extends FormFieldProps {
  /** "a month", "per 1M tokens". */
  per?: string;
}

/** US dollars; the value is the API's decimal string. */
export function MoneyField({ per, ...props }: MoneyFieldProps) {
  const format = useFormat();
  return (
    <QuantityField
      {...props}
      before="$"
      {...(per === undefined ? {} : { after: per })}
      read={(text) => parseMoney(text, format.reader.locale)}
      tell={(value) => format.moneyPrice(nanoOf(plain(value)))}
      write={(value) =>
        plain(value)
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, '')
      }
      complaint="Write an amount such as 20, $1.2k or 1,200.50."
    />
  );
}

/** `"1.5"` → 1_500_000_000n; the text comes from the parser, so it is a plain decimal. */
function nanoOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

export interface CountFieldProps extends FormFieldProps {
  /** "tokens", "requests a minute". */
  unit: string;
}

/** A whole number of something; the value is a number. */
export function CountField({ unit, ...props }: CountFieldProps) {
  const format = useFormat();
  return (
    <QuantityField
      {...props}
      after={unit}
      read={(text) => parseCount(text, format.reader.locale)}
      tell={(value) => `${format.countExact(Number(value))} ${unit}`}
      write={plain}
      complaint="Write a whole number such as 600, 12,000 or 1.5k."
    />
  );
}

/** A share; the value is a share of 1. */
export function PercentField(props: FormFieldProps) {
  const format = useFormat();
  return (
    <QuantityField
      {...props}
      after="%"
      read={(text) => parsePercent(text, format.reader.locale)}
      tell={(value) => format.percent(Number(value))}
      write={(value) => (typeof value === 'number' ? plain(Number((value * 100).toPrecision(12))) : '')}
      complaint="Write a percentage such as 80 or 12.5."
    />
  );
}

export interface DurationFieldProps extends FormFieldProps {
  /** What a bare number counts in. */
  bareUnit?: 's' | 'm' | 'h' | 'd';
}

/** A length of time; the value is whole seconds. */
export function DurationField({ bareUnit = 's', ...props }: DurationFieldProps) {
  const format = useFormat();
  const tell = (value: unknown): string | undefined => (typeof value === 'number' ? format.duration(value * 1000) : undefined);
  return (
    <QuantityField
      {...props}
      read={(text) => parseDuration(text, bareUnit)}
      tell={tell}
      write={(value) => tell(value) ?? ''}
      complaint="Write a length of time such as 90 min, 2h or 3 days."
    />
  );
}
