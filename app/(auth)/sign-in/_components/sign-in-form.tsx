'use client';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { SignInFailure } from '#lib/contracts/sign-in.ts';
import { OrganizationChoice } from './organization-choice.tsx';
import { requestSignIn } from './request-sign-in.ts';

/** What the person reads, by failure; the choice of an organization is a form of its own. */
function messageOf(failure: SignInFailure): string {
  if (failure.code === 'rate_limited') return `Too many attempts. Try again in ${Math.ceil(failure.retryAfterSeconds / 60)} min.`;
  if (failure.code === 'unavailable') return 'Sign-in does not work right now. Nothing was changed; try again shortly.';
  return 'E-mail or password is not right.';
}

/** E-mail and password; asks for the organization only when the password fits in several. */
export function SignInForm({ next }: { next: string }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SignInFailure>();
  const form = useRef<HTMLFormElement>(null);

  const submit = async (tenant: string): Promise<void> => {
    if (form.current === null || busy) return;
    const given = new FormData(form.current);
    setBusy(true);
    setFailure(undefined);
    const answer = await requestSignIn({ email: String(given.get('email')), password: String(given.get('password')), tenant });
    // A full load: everything the signed-out page holds is gone, and the next page is rendered for the new session.
    if (answer.ok) return location.assign(next);
    setBusy(false);
    setFailure(answer.failure);
    if (answer.failure.code === 'invalid_credentials') form.current.querySelector<HTMLInputElement>('#password')?.focus();
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void submit('');
  };
  const choices = failure?.code === 'organization_choice' ? failure.choices : undefined;
  const message = failure === undefined || choices !== undefined ? undefined : messageOf(failure);
  return (
    <>
      <form ref={form} method="post" onSubmit={onSubmit} className="flex flex-col gap-4" hidden={choices !== undefined}>
        <Field id="email" label="E-mail">
          {(control) => <Input {...control} name="email" type="email" autoComplete="username" autoFocus required maxLength={254} />}
        </Field>
        <Field id="password" label="Password">
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required maxLength={256} />}
        </Field>
        <p role="alert" className="text-control text-danger-text empty:hidden">
          {message}
        </p>
        <Button type="submit" variant="primary" size="large" busy={busy}>
          Sign in
        </Button>
      </form>
      {choices === undefined ? null : <OrganizationChoice choices={choices} busy={busy} onChoose={(slug) => void submit(slug)} />}
    </>
  );
}
