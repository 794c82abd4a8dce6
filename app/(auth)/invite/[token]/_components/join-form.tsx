'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { passwordLengthMin } from '#lib/core/password-length.ts';
import { requestSignIn } from '../../../sign-in/_components/request-sign-in.ts';
import { joinAction } from '../actions.ts';

export interface JoinFormProps {
  token: string;
  /** As whoever invited wrote it; may be empty. */
  name: string;
  email: string;
}

/** Name and password; makes the account, signs in and goes to the console. */
export function JoinForm({ token, name, email }: JoinFormProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const join = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    const password = String(given.get('password'));
    setBusy(true);
    setMessage(undefined);
    const { data, problem } = await joinAction({ token, name: String(given.get('name')), password });
    if (problem !== undefined) {
      setBusy(false);
      setMessage(`${problem.errors?.[0]?.detail ?? problem.detail} Nothing was changed (${problem.request_id}).`);
      return;
    }
    const signedIn = await requestSignIn({ email: data.email, password, tenant: data.tenantSlug });
    location.assign(signedIn.ok ? '/' : '/sign-in');
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!busy) void join(event.currentTarget);
  };
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      <input type="hidden" name="username" value={email} autoComplete="username" readOnly />
      <Field id="name" label="Your name">
        {(control) => <Input {...control} name="name" autoComplete="name" defaultValue={name} required maxLength={120} />}
      </Field>
      <Field id="password" label="New password" hint={`At least ${passwordLengthMin} characters. A sentence is a good one.`}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={passwordLengthMin}
            maxLength={256}
          />
        )}
      </Field>
      <p role="alert" className="text-control text-danger-text empty:hidden">
        {message}
      </p>
      <Button type="submit" variant="primary" size="large" busy={busy}>
        Join
      </Button>
    </form>
  );
}
