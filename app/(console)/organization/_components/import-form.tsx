'use client';
import { useState } from 'react';
import type { z } from 'zod';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ImportResult } from '#lib/contracts/organization-imports.ts';
import { ImportOutcome } from './import-outcome.tsx';

type Result = z.input<typeof ImportResult>;

const kinds = [
  { value: 'departments', label: 'Departments: name, parent' },
  { value: 'teams', label: 'Teams: name, department, parent, description' },
  { value: 'users', label: 'People: email, name, team, team_role, role' },
  { value: 'cost-centers', label: 'Cost centers: code, name, parent, manager, description' },
  { value: 'projects', label: 'Projects: name, slug, team, department, cost_center, owner, start_date, end_date, description' },
];

/** The API's answer to a file, or what it refused it for. */
async function send(kind: string, file: File, apply: boolean): Promise<Result | { readonly message: string }> {
  try {
    const answer = await fetch(`/api/v1/${kind}/import?apply=${apply}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: file,
    });
    const body: unknown = await answer.json();
    // Success has the operation's output.
    if (answer.ok) return body as Result;
    const {
      detail = 'The file was refused.',
      errors = [],
      request_id: id = '',
    } = body as { detail?: string; errors?: { detail: string; pointer: string }[]; request_id?: string };
    return {
      message: `${detail} ${errors
        .slice(0, 5)
        .map((one) => `${one.pointer.replace('/lines/', 'Line ')}: ${one.detail}`)
        .join('. ')} (${id})`,
    };
  } catch {
    return { message: 'The file could not be sent. Nothing was changed.' };
  }
}

/** Chooses a file, shows what it would do, and does it; `first` is the kind of file that is chosen already. */
export function ImportForm({ first = 'departments' }: { first?: string | undefined }) {
  const [kind, setKind] = useState(kinds.some(({ value }) => value === first) ? first : 'departments');
  const [file, setFile] = useState<File>();
  const [result, setResult] = useState<Result>();
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const run = async (apply: boolean): Promise<void> => {
    if (file === undefined) return setMessage('Choose a file first.');
    setBusy(true);
    setMessage(undefined);
    const answer = await send(kind, file, apply);
    setBusy(false);
    if ('message' in answer) setMessage(answer.message);
    else setResult(answer);
  };
  const reset = (): void => {
    setResult(undefined);
    setMessage(undefined);
  };
  const mayApply = result !== undefined && !result.applied && result.fault_count === 0 && result.created + result.changed > 0;
  return (
    <div className="flex max-w-160 flex-col gap-4">
      <Field id="import-kind" label="What the file holds">
        {(control) => (
          <Select
            {...control}
            options={kinds}
            value={kind}
            onChange={(event) => {
              setKind(event.target.value);
              reset();
            }}
          />
        )}
      </Field>
      <Field id="import-file" label="CSV file" hint="The first line names the columns; at most 20,000 rows and 8 MiB.">
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              setFile(event.target.files?.[0]);
              reset();
            }}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button variant={mayApply ? 'secondary' : 'primary'} busy={busy && !mayApply} onClick={() => void run(false)}>
          Show what it changes
        </Button>
        {mayApply ? (
          <Button variant="primary" busy={busy} onClick={() => void run(true)}>
            Import {result.created + result.changed} rows
          </Button>
        ) : null}
      </div>
      <p role="alert" className="text-control text-danger-text empty:hidden">
        {message}
      </p>
      {result === undefined ? null : <ImportOutcome result={result} />}
    </div>
  );
}
