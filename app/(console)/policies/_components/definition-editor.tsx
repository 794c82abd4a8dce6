'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useId, useState, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { Problem } from '#lib/http/render-problem.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { faultText, readJson } from './read-json.ts';

/** What is written as a draft, watched with in the shadow, and put in force. */
export interface Defined {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly draft: object | null;
  readonly definition: object | null;
  readonly shadow_version: number | null;
}

type Mode = 'shadow' | 'active';
type Saved =
  | { readonly data: Pick<Defined, 'draft' | 'definition'>; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: Problem };

export interface DefinitionEditorProps {
  subject: Defined;
  mayWrite: boolean;
  mayPublish: boolean;
  title: string;
  subtitle: string;
  /** Below the text: what the JSON consists of. */
  hint: string;
  /** What putting it in force comes to, for whoever is asked. */
  consequences: Readonly<Record<Mode, string>>;
  save: (id: string, definition: unknown, version: number) => Promise<Saved>;
  publish: (id: string, mode: Mode, version: number) => Promise<{ readonly problem?: Problem | undefined }>;
  /** Above the text: what edits parts of it in another form. */
  builder?: (text: string, onChange: (text: string) => void) => ReactNode;
  /** Beside it: tries it while it is typed, and says what is wrong with it. */
  trial: (text: string, onFault: (fault: string | undefined) => void) => ReactNode;
}

const verbs = { shadow: 'Watch with it', active: 'Put in force' } as const;
const writtenAs = ({ draft, definition }: Pick<Defined, 'draft' | 'definition'>): string => JSON.stringify(draft ?? definition, null, 2);

/** A definition as JSON, tried before it is saved, then published: watched with first, or put in force. */
export function DefinitionEditor({ subject, mayWrite, mayPublish, save, publish, builder, trial, ...words }: DefinitionEditorProps) {
  const { id, name, version, draft, shadow_version: shadow } = subject;
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const fieldId = useId();
  const [text, setText] = useState(() => writtenAs(subject));
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  // Until the page is read again its version is the one before, with which nothing can be published.
  const [isRefreshing, startRefresh] = useTransition();
  const saveDraft = async (): Promise<void> => {
    const read = readJson(text);
    if (read.fault !== undefined) return setFault(read.fault);
    setBusy(true);
    const { data, problem } = await save(id, read.value, version);
    setBusy(false);
    setFault(problem === undefined ? undefined : faultText(problem));
    if (problem !== undefined) return;
    setText(writtenAs(data));
    toast({ tone: 'success', text: 'The draft is saved.' });
    startRefresh(() => router.refresh());
  };
  const put = (mode: Mode): void =>
    ask({
      ...{ title: `${verbs[mode]}: ${name}?`, consequence: words.consequences[mode], verb: verbs[mode], danger: false },
      onConfirm: () => carryOut(publish(id, mode, version), `${name} is published.`).then(() => router.refresh()),
    });
  return (
    <div className="grid gap-4 px-(--gutter) pt-4 pb-12 lg:grid-cols-[3fr_2fr]">
      <Card title={words.title} subtitle={words.subtitle}>
        <div className="flex flex-col gap-3">
          {mayWrite ? builder?.(text, setText) : null}
          <Field id={fieldId} label="Definition" hint={words.hint} error={fault}>
            {(control) => (
              <Textarea
                {...control}
                rows={22}
                spellCheck={false}
                className="font-mono"
                readOnly={!mayWrite}
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-2">
            {mayWrite ? (
              <Button variant="primary" busy={isBusy || isRefreshing} onClick={() => void saveDraft()}>
                Save draft
              </Button>
            ) : null}
            {mayPublish && draft !== null ? (
              <Button busy={isRefreshing} onClick={() => put('shadow')}>
                Watch first…
              </Button>
            ) : null}
            {mayPublish && (draft !== null || shadow !== null) ? (
              <Button busy={isRefreshing} onClick={() => put('active')}>
                Put in force…
              </Button>
            ) : null}
          </div>
        </div>
      </Card>
      {trial(text, setFault)}
      {dialog}
    </div>
  );
}
