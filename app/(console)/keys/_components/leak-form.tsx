'use client';
import { useState } from 'react';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import type { keyReportLeak } from '#lib/contracts/key-safety.ts';
import { reportLeakAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/key-safety.ts').then((contract) => contract.keyReportLeak.input);

type Report = z.input<(typeof keyReportLeak)['output']>;

function wordsOf({ candidates, known, disabled }: Report): string {
  if (candidates === 0) return 'There is no key in it: nothing has the form and the checksum of one.';
  if (known === 0) return `${candidates === 1 ? 'The key in it is' : `The ${candidates} keys in it are`} none of this organization.`;
  if (disabled.length === 0) return 'Its keys had been disabled before. None of them can be enabled again.';
  return `${disabled.length === 1 ? '1 key is' : `${disabled.length} keys are`} disabled for good. Whoever answers for them is told by e-mail.`;
}

/** Takes the text in which a key was found. */
export function LeakForm() {
  const [report, setReport] = useState<Report>();
  if (report !== undefined) {
    return (
      <div role="status" className="flex flex-col items-start gap-3 text-control">
        <p className="text-body">{wordsOf(report)}</p>
        <ul aria-label="Disabled keys" className="grid gap-1">
          {report.disabled.map(({ id, name, display, user_name: user, team_name: team }) => (
            <li key={id} dir="auto">
              {name} <span className="font-mono text-caption">{display}</span> {user ?? team ?? ''}
            </li>
          ))}
        </ul>
        <Button size="small" onClick={() => setReport(undefined)}>
          Report another
        </Button>
      </div>
    );
  }
  return (
    <Form<Report>
      schema={schema}
      initial={{}}
      submitLabel="Report leak"
      submit={(values, { idempotencyKey }) => reportLeakAction(values, { idempotencyKey })}
      onDone={setReport}
      secrets={['text']}
    >
      <TextareaField name="text" label="What you found" hint="The key, or the lines it stands in." rows={5} />
      <TextField name="found_at" label="Where" hint="The address of the page, the name of the file." optional />
    </Form>
  );
}
