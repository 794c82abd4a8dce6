'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { copyText } from './copy-button.tsx';
import { controlClasses } from './input.tsx';

export interface SecretRevealProps {
  /** What it is: "Virtual key of ci-payments". */
  label: string;
  /** Held in memory only: never in the URL, a title, a toast or a log. */
  secret: string;
  /** Variable name for the .env line, as in `OPENAI_API_KEY`. */
  envName: string;
  /** A ready call with the secret in it, for the "Copy snippet" button. */
  snippet?: string;
  /** What it opens to whoever has it; unless said, spending. */
  warning?: string;
  /** Runs when the reader has said that they stored it. */
  onStored: () => void;
}

/** Shows a secret once: the value selected, three ways to copy it, and a promise before it can be closed. */
export function SecretReveal({ label, secret, envName, snippet, warning, onStored }: SecretRevealProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [stored, setStored] = useState(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="font-medium text-control">
          {label}
        </label>
        <input
          ref={input}
          id={id}
          readOnly
          value={secret}
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          aria-describedby={`${id}-once`}
          onFocus={(event) => event.target.select()}
          className={`${controlClasses} font-mono text-control`}
        />
        <p id={`${id}-once`} className="text-control text-quiet">
          {warning ?? 'Shown once. Whoever has it can spend in its name.'}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copyText(secret)}>Copy</Button>
        <Button onClick={() => void copyText(`${envName}=${secret}\n`)}>Copy as .env</Button>
        {snippet === undefined ? null : <Button onClick={() => void copyText(snippet)}>Copy snippet</Button>}
      </div>
      <label htmlFor={`${id}-stored`} className="flex items-center gap-1.5 text-control">
        <Checkbox id={`${id}-stored`} checked={stored} onChange={(event) => setStored(event.target.checked)} />I stored it
      </label>
      <Button
        variant="primary"
        disabledReason={stored ? undefined : 'Say first that you stored it; it is not shown again.'}
        onClick={onStored}
        className="self-start"
      >
        Done
      </Button>
    </div>
  );
}
