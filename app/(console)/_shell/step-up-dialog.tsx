'use client';
import { type FormEvent, useEffect, useState } from 'react';
import { askPasskey } from '#components/passkeys/ask-passkey.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { proveAgainAction, stepUpOptionsAction } from '../account/actions.ts';

type Options = NonNullable<Awaited<ReturnType<typeof stepUpOptionsAction>>['data']>;
type Method = Options['methods'][number];

const words: Readonly<Record<Exclude<Method, 'passkey'>, { label: string; field: string; autoComplete: string }>> = {
  password: { label: 'Password', field: 'password', autoComplete: 'current-password' },
  totp: { label: 'Code of your authenticator app', field: 'code', autoComplete: 'one-time-code' },
  recovery: { label: 'Recovery code', field: 'recovery_code', autoComplete: 'off' },
};

const uses: Readonly<Record<Method, string>> = {
  passkey: 'Use a passkey',
  totp: 'Use the authenticator app',
  recovery: 'Use a recovery code',
  password: 'Use the password',
};

/** Proves again who somebody is, by the strongest way there is unless another is chosen. */
export function StepUpDialog({ open, onOpenChange, onProven }: Surface & { onProven: () => void }) {
  const [options, setOptions] = useState<Options>();
  const [chosen, setChosen] = useState<Method>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    setFailure(undefined);
    setChosen(undefined);
    setOptions(undefined);
    // A challenge is good once, so each opening asks for its own.
    void stepUpOptionsAction().then(({ data, problem }) => (problem === undefined ? setOptions(data) : setFailure(problem.detail)));
  }, [open]);
  const method = chosen ?? options?.methods[0];

  const prove = async (proof: Record<string, unknown>): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const { problem } = await proveAgainAction(proof).catch(() => ({
      problem: { detail: 'No answer came. Try again.', errors: undefined },
    }));
    setBusy(false);
    if (problem === undefined) onProven();
    else setFailure(problem.errors?.[0]?.detail ?? problem.detail);
  };
  const byPasskey = async (): Promise<void> => {
    if (options === undefined) return;
    const { challenge } = (await stepUpOptionsAction()).data ?? options;
    const answer = await askPasskey({ challenge, passkeys: options.passkeys, verification: options.user_verification });
    if (answer === undefined) setFailure('No passkey was used. Try again, or choose another way.');
    else await prove({ passkey: JSON.parse(answer) });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Is it still you?"
      description="This is sensitive, so prove again who you are. It holds for ten minutes."
      width="small"
      dismissible={!busy}
    >
      <div className="flex flex-col gap-4">
        {options !== undefined && options.methods.length === 0 ? (
          <p className="text-body">You have neither a password nor a second factor here. Sign out, and sign in again.</p>
        ) : null}
        {method === 'passkey' ? (
          <Button variant="primary" busy={busy} onClick={() => void byPasskey()}>
            {uses.passkey}
          </Button>
        ) : null}
        {method !== undefined && method !== 'passkey' ? (
          <Typed key={method} method={method} busy={busy} onProof={(proof) => void prove(proof)} />
        ) : null}
        <p role="alert" className="text-control text-danger-text empty:hidden">
          {failure}
        </p>
        <div className="flex flex-col items-start gap-1">
          {(options?.methods ?? [])
            .filter((other) => other !== method)
            .map((other) => (
              <Button key={other} variant="ghost" busy={busy} onClick={() => setChosen(other)}>
                {uses[other]}
              </Button>
            ))}
        </div>
      </div>
    </Dialog>
  );
}

interface TypedProps {
  method: Exclude<Method, 'passkey'>;
  busy: boolean;
  onProof: (proof: Record<string, unknown>) => void;
}

function Typed({ method, busy, onProof }: TypedProps) {
  const { label, field, autoComplete } = words[method];
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // The dialog stands inside forms of the page only in React's tree; their submit must not hear this one.
    event.stopPropagation();
    onProof({ [field]: String(new FormData(event.currentTarget).get(field)) });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field id="step-up-proof" label={label}>
        {(control) => (
          <Input
            {...control}
            name={field}
            type={method === 'password' ? 'password' : 'text'}
            inputMode={method === 'totp' ? 'numeric' : undefined}
            autoComplete={autoComplete}
            autoFocus
            required
            maxLength={256}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy}>
        Continue
      </Button>
    </form>
  );
}
