'use client';
import { useState, useTransition } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { testTextAction } from '../actions.ts';
import { classWords, kindWords } from './class-words.ts';

type Tested = NonNullable<Awaited<ReturnType<typeof testTextAction>>['data']>;

const sample = 'Ada Lovelace (ada@example.com) paid with 4111 1111 1111 1111.';
const actionWords = {
  none: 'It would be sent as it is.',
  logged: 'It would be noted, and sent as it is.',
  redacted: 'It would be sent with tokens; the answer gets the values back.',
  routed: 'It would be sent to the route of its category.',
  blocked: 'The call would be refused.',
} as const satisfies Record<Tested['action'], string>;

/** Tries what is set on a text of one's own; nothing of it is kept. */
export function TestBox() {
  const [text, setText] = useState(sample);
  const [tested, setTested] = useState<Tested | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const test = (): void =>
    start(async () => {
      const { data, problem } = await testTextAction(text);
      setTested(data ?? null);
      setFault(problem === undefined ? null : problem.detail);
    });
  return (
    <div className="flex flex-col gap-3">
      <Field id="data-test" label="Text" hint="Not kept, and not sent to anybody." error={fault ?? undefined}>
        {(control) => <Textarea {...control} rows={5} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div>
        <Button onClick={test} busy={isPending}>
          Look at it
        </Button>
      </div>
      {tested === null ? null : <Outcome tested={tested} text={text} />}
    </div>
  );
}

function Outcome({ tested, text }: { tested: Tested; text: string }) {
  return (
    <output className="flex flex-col gap-2 text-control" aria-live="polite">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tested.class === 'restricted' ? 'danger' : tested.class === 'confidential' ? 'warning' : 'neutral'}>
          {tested.class === null ? 'No class' : classWords[tested.class]}
        </Badge>
        {actionWords[tested.action]}
      </p>
      {tested.findings.length === 0 ? null : (
        <ul className="flex flex-col gap-1">
          {tested.findings.map(({ kind, start, end, score }) => (
            <li key={`${kind} ${start}`} className="flex flex-wrap gap-x-2">
              <span className="font-medium">{kindWords(kind)}</span>
              <code className="break-all font-mono text-caption">{text.slice(start, end)}</code>
              <span className="text-quiet">{`${score} %`}</span>
            </li>
          ))}
        </ul>
      )}
      {tested.sent === null || tested.sent === text ? null : (
        <pre className="overflow-x-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-3 font-mono text-caption">{tested.sent}</pre>
      )}
    </output>
  );
}
