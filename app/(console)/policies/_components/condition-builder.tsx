'use client';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { policyFields, policyOperators } from '#lib/contracts/policy-names.ts';
import { type ConditionRow, conditionRows, matchOf, operatorsOf, withMatch, withRows } from './condition-edit.ts';
import { readJson } from './read-json.ts';

const fields = [...policyFields].map(([value, { label }]) => ({ value, label }));
const matches = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'One of these holds' },
];

/** Fields beyond the list are tags, which the caller names. */
const fieldOptions = (field: string) => (policyFields.has(field) ? fields : [{ value: field, label: field }, ...fields]);

function Row({
  row,
  at,
  onChange,
  onRemove,
}: {
  row: ConditionRow;
  at: number;
  onChange: (row: ConditionRow) => void;
  onRemove: () => void;
}) {
  const operators = operatorsOf(row.field);
  const changeField = (field: string): void => {
    const taken = operatorsOf(field);
    const operator = taken.find(({ value }) => value === row.operator)?.value ?? taken[0]?.value ?? row.operator;
    onChange({ field, operator, text: row.text });
  };
  const changeOperator = (name: string): void => {
    const operator = operators.find(({ value }) => value === name)?.value;
    if (operator !== undefined) onChange({ ...row, operator });
  };
  const place = `Condition ${at + 1}`;
  return (
    <li className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[2fr_1.4fr_2fr_auto]">
      <Select
        aria-label={`${place}: field`}
        options={fieldOptions(row.field)}
        value={row.field}
        onChange={({ target }) => changeField(target.value)}
      />
      <Select
        aria-label={`${place}: operator`}
        options={operators}
        value={row.operator}
        onChange={({ target }) => changeOperator(target.value)}
      />
      {policyOperators[row.operator].value === 'none' ? (
        <span />
      ) : (
        <Input aria-label={`${place}: value`} value={row.text} onChange={({ target }) => onChange({ ...row, text: target.value })} />
      )}
      <Button aria-label={`Remove condition ${at + 1}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}

/** The conditions of a definition as rows; the text below stays what is saved, and shows what has no row. */
export function ConditionBuilder({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const read = readJson(text);
  const definition = read.fault === undefined ? read.value : null;
  const rows = conditionRows(definition);
  if (rows === null)
    return <p className="text-control text-quiet">Conditions that are joined in several levels are edited in the text below.</p>;
  const write = (changed: unknown): void => onChange(JSON.stringify(changed, null, 2));
  const put = (next: readonly ConditionRow[]): void => write(withRows(definition, next));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-control">{rows.length === 0 ? 'About every call' : 'About calls where'}</legend>
      {rows.length < 2 ? null : (
        <Select
          aria-label="How conditions are joined"
          options={matches}
          value={matchOf(definition)}
          onChange={({ target }) => write(withMatch(definition, target.value === 'any' ? 'any' : 'all'))}
        />
      )}
      <ul className="flex flex-col gap-2">
        {rows.map((row, at) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name, and their order is theirs
            key={at}
            row={row}
            at={at}
            onChange={(changed) => put(rows.map((one, index) => (index === at ? changed : one)))}
            onRemove={() => put(rows.filter((_, index) => index !== at))}
          />
        ))}
      </ul>
      <div>
        <Button onClick={() => put([...rows, { field: 'model', operator: 'equals', text: '' }])}>Add condition</Button>
      </div>
    </fieldset>
  );
}
