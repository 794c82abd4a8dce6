'use client';
import { useId } from 'react';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { type RowProps, RowsField } from '#components/forms/rows-field.tsx';
import { Combobox } from '#components/ui/combobox.tsx';
import { groupedInput, Input, InputGroup } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ActionKind, RuleChoices } from './rule-choices.ts';
import { type ActionValue, isAction } from './rule-values.ts';

const words: Readonly<Record<ActionKind, string>> = {
  disable_key: 'Disable a key',
  throttle_key: 'Slow a key down',
  switch_route: 'Switch a route',
};
const isKind = (text: string): text is ActionKind => text in words;

interface RowOf extends RowProps<ActionValue> {
  choices: RuleChoices;
}

function RouteControls({ row, number, change, choices }: RowOf) {
  const id = useId();
  const route = choices.routes.find(({ value }) => value === row.route_id);
  const versions = Array.from({ length: route?.latestVersion ?? row.version ?? 0 }, (_, at) => at + 1).reverse();
  return (
    <>
      <div className="min-w-44 flex-1">
        <Combobox
          id={id}
          aria-label={`Action ${number}, route`}
          placeholder="Which route"
          options={choices.routes}
          value={row.route_id}
          onChange={(next) => change({ kind: 'switch_route', route_id: next })}
        />
      </div>
      <Select
        className="w-36"
        aria-label={`Action ${number}, version`}
        placeholder="To version…"
        value={row.version === undefined ? '' : String(row.version)}
        options={versions.map((version) => ({
          value: String(version),
          label: version === route?.publishedVersion ? `v${version}, in force` : `v${version}`,
        }))}
        onChange={(event) => change({ ...row, version: event.target.value === '' ? undefined : Number(event.target.value) })}
      />
    </>
  );
}

function KeyControls({ row, number, change, leave, choices }: RowOf) {
  const id = useId();
  return (
    <>
      <div className="min-w-44 flex-1">
        <Combobox
          id={id}
          aria-label={`Action ${number}, key`}
          placeholder="Which key"
          options={choices.keys}
          value={row.key_id}
          onChange={(next) => change({ ...row, key_id: next })}
          onBlur={leave}
        />
      </div>
      {row.kind === 'throttle_key' ? (
        <div className="w-48">
          <InputGroup after="requests a minute">
            <Input
              aria-label={`Action ${number}, requests a minute`}
              inputMode="numeric"
              autoComplete="off"
              value={row.requests_per_minute === undefined ? '' : String(row.requests_per_minute)}
              onChange={(event) => {
                const digits = event.target.value.replaceAll(/\D/g, '').slice(0, 7);
                change({ ...row, requests_per_minute: digits === '' ? undefined : Number(digits) });
              }}
              onBlur={leave}
              className={`${groupedInput} tabular-nums`}
            />
          </InputGroup>
        </div>
      ) : null}
    </>
  );
}

/** What the rule does by itself when it fires, with the rights of whoever saves it; nothing of it is taken back by itself. */
export function ActionFields({ choices }: { choices: RuleChoices }) {
  const [first] = choices.actions;
  const kindOptions = (kind: ActionKind) => [...new Set([...choices.actions, kind])].map((value) => ({ value, label: words[value] }));
  return (
    <FieldGroup
      title="What it does by itself"
      hint={
        first === undefined
          ? 'Disabling or slowing keys and switching routes needs the right to do so by hand.'
          : 'With your rights, as long as you have them, and in the audit log. Nothing is taken back by itself.'
      }
    >
      <RowsField<ActionValue>
        name="actions"
        label="When it fires"
        noun="action"
        max={first === undefined ? 0 : 5}
        isRow={isAction}
        added={() => ({ kind: first ?? 'disable_key' })}
      >
        {(row) => (
          <>
            <Select
              className="w-40"
              aria-label={`Action ${row.number}`}
              options={kindOptions(row.row.kind)}
              value={row.row.kind}
              onChange={({ target: { value } }) => {
                if (isKind(value)) row.change({ kind: value, ...(value === 'switch_route' ? {} : { key_id: row.row.key_id }) });
              }}
            />
            {row.row.kind === 'switch_route' ? <RouteControls {...row} choices={choices} /> : <KeyControls {...row} choices={choices} />}
          </>
        )}
      </RowsField>
    </FieldGroup>
  );
}
