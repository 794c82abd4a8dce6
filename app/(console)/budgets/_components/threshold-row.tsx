'use client';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

/** A threshold as the form keeps it; what the form does not show of it stays as it is. */
export interface ThresholdValue {
  readonly percent: number;
  readonly severity: string;
  readonly actions: readonly string[];
  readonly approval_above_percent?: number | undefined;
  readonly downgrade_models?: Readonly<Record<string, string>> | undefined;
  readonly essential?:
    | {
        readonly key_ids?: readonly string[] | undefined;
        readonly team_ids?: readonly string[] | undefined;
        readonly non_essential_tags?: readonly string[] | undefined;
      }
    | undefined;
}

const severities = [
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
  { value: 'exceeded', label: 'Exceeded' },
];

/** What a threshold does beside raising an alert. */
const callActions = [
  { value: '', label: 'Alert only' },
  { value: 'require_approval', label: 'Consent to large calls' },
  { value: 'downgrade', label: 'Cheaper models' },
  { value: 'restrict', label: 'Essential use only' },
] as const;
type CallAction = (typeof callActions)[number]['value'];

const actionOf = ({ actions }: ThresholdValue): CallAction =>
  callActions.find(({ value }) => value !== '' && actions.includes(value))?.value ?? '';

/** The threshold with another action; the settings of the one before are none of it. */
function withAction({ percent, severity, actions }: ThresholdValue, action: string): ThresholdValue {
  const others = actions.filter((one) => !callActions.some(({ value }) => value === one));
  const kept = others.length === 0 ? ['notify'] : others;
  return { percent, severity, actions: action === '' ? kept : [...kept, action] };
}

const pairsOf = (text: string): [string, string][] =>
  text.split(',').flatMap((pair) => {
    const [from = '', to = ''] = pair.split('=').map((part) => part.trim());
    return from === '' || to === '' ? [] : [[from, to]];
  });
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

interface PartProps {
  row: ThresholdValue;
  change: (next: ThresholdValue) => void;
}

/** A text that is parsed as somebody types, and stays as it was typed. */
function ParsedText({ label, hint, initial, take }: { label: string; hint: string; initial: string; take: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useState(initial);
  return (
    <Field id={id} label={label} hint={hint} className="w-full">
      {(control) => (
        <Input
          {...control}
          spellCheck={false}
          autoComplete="off"
          className="font-mono text-control"
          value={text}
          onChange={({ target: { value } }) => {
            setText(value);
            take(value);
          }}
        />
      )}
    </Field>
  );
}

/** What the chosen action has to know. */
function ActionSettings({ row, change }: PartProps) {
  const id = useId();
  switch (actionOf(row)) {
    case 'require_approval':
      return (
        <Field id={id} label="Calls above this share of what remains" className="w-full">
          {(control) => (
            <div className="w-28">
              <InputGroup after="%">
                <Input
                  {...control}
                  inputMode="numeric"
                  autoComplete="off"
                  value={String(row.approval_above_percent ?? 10)}
                  onChange={({ target }) =>
                    change({ ...row, approval_above_percent: Number(target.value.replaceAll(/\D/g, '').slice(0, 3)) })
                  }
                  className={`${groupedInput} tabular-nums`}
                />
              </InputGroup>
            </div>
          )}
        </Field>
      );
    case 'downgrade':
      return (
        <ParsedText
          label="Models to replace"
          hint="Written asked = cheaper, separated by commas. Besides, the cheapest target goes first."
          initial={Object.entries(row.downgrade_models ?? {})
            .map((pair) => pair.join(' = '))
            .join(', ')}
          take={(text) => change({ ...row, downgrade_models: Object.fromEntries(pairsOf(text)) })}
        />
      );
    case 'restrict':
      return (
        <ParsedText
          label="Tags of what is not essential"
          hint="Calls with one of these are refused, as environment=development. Essential keys and teams are named in the API."
          initial={(row.essential?.non_essential_tags ?? []).join(', ')}
          take={(text) => change({ ...row, essential: { ...row.essential, non_essential_tags: listOf(text) } })}
        />
      );
    default:
      return null;
  }
}

/** One threshold: where it lies, how grave it is, and what it does. */
export function ThresholdRow({
  row,
  change,
  number,
  remove,
  leave,
}: PartProps & { number: number; remove: () => void; leave: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-24">
        <InputGroup after="%">
          <Input
            aria-label={`Threshold ${number}, percent of the limit`}
            inputMode="numeric"
            autoComplete="off"
            value={String(row.percent)}
            onChange={({ target }) => change({ ...row, percent: Number(target.value.replaceAll(/\D/g, '').slice(0, 4)) })}
            onBlur={leave}
            className={`${groupedInput} tabular-nums`}
          />
        </InputGroup>
      </div>
      <Select
        aria-label={`Threshold ${number}, severity`}
        options={severities}
        value={row.severity}
        onChange={(event) => change({ ...row, severity: event.target.value })}
        className="w-32"
      />
      <Select
        aria-label={`Threshold ${number}, what it does`}
        options={callActions}
        value={actionOf(row)}
        onChange={(event) => change(withAction(row, event.target.value))}
        className="w-48"
      />
      <Button size="small" variant="ghost" aria-label={`Remove threshold ${number}`} onClick={remove}>
        Remove
      </Button>
      <ActionSettings key={actionOf(row)} row={row} change={change} />
    </div>
  );
}
