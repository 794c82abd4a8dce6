'use client';
import { type FormEvent, useRef, useState } from 'react';
import { askPasskey } from '#components/passkeys/ask-passkey.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { SecondFactorQuestion, SignInFailure } from '#lib/contracts/sign-in.ts';
import { newChallenge } from './new-challenge.ts';
import { OrganizationChoice } from './organization-choice.tsx';
import { requestSignIn, type SignInFields } from './request-sign-in.ts';
import { SecondFactorForm } from './second-factor-form.tsx';

/** What the person reads, by failure; the choice of an organization and the second step are forms of their own. */
function messageOf(failure: SignInFailure): string {
  if (failure.code === 'rate_limited') return `Too many attempts. Try again in ${Math.ceil(failure.retryAfterSeconds / 60)} min.`;
  if (failure.code === 'unavailable') return 'Sign-in does not work right now. Nothing was changed; try again shortly.';
  if (failure.code === 'wrong_factor') return 'That is not right, or was used before. Try again.';
  if (failure.code === 'sign_in_over') return 'That took too long or was wrong too often. Sign in again.';
  if (failure.code === 'single_sign_on_required') return 'Your organization asks for single sign-on. Continue with it below.';
  return 'E-mail or password is not right.';
}

/** E-mail and password, or a passkey alone; then the second factor where there is one, or the organization where there are several. */
export function SignInForm({ next }: { next: string }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SignInFailure>();
  const [question, setQuestion] = useState<SecondFactorQuestion>();
  const form = useRef<HTMLFormElement>(null);

  const send = async (fields: SignInFields): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const answer = await requestSignIn(fields);
    // A full load: everything the signed-out page holds is gone, and the next page is rendered for the new session.
    if (answer.ok) return location.assign(next);
    setBusy(false);
    if (answer.failure.code === 'second_factor') return setQuestion(answer.failure.question);
    setFailure(answer.failure);
    if (answer.failure.code === 'sign_in_over') setQuestion(undefined);
    if (answer.failure.code === 'invalid_credentials') form.current?.querySelector<HTMLInputElement>('#password')?.focus();
  };
  const submit = async (tenant: string): Promise<void> => {
    if (form.current === null || busy) return;
    const given = new FormData(form.current);
    await send({ email: String(given.get('email')), password: String(given.get('password')), tenant });
  };
  const byPasskey = async (): Promise<void> => {
    const passkey = await newChallenge()
      .then((challenge) => askPasskey({ challenge, passkeys: [], verification: 'required' }))
      .catch(() => undefined);
    if (passkey !== undefined) await send({ passkey });
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void submit('');
  };
  if (question !== undefined) {
    return (
      <SecondFactorForm
        question={question}
        busy={busy}
        message={failure === undefined ? undefined : messageOf(failure)}
        onAnswer={(method, code) => void send({ pending: question.pending, method, code })}
        onBack={() => {
          setQuestion(undefined);
          setFailure(undefined);
        }}
      />
    );
  }
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
        <Button size="large" busy={busy} onClick={() => void byPasskey()}>
          Use a passkey
        </Button>
      </form>
      {choices === undefined ? null : <OrganizationChoice choices={choices} busy={busy} onChoose={(slug) => void submit(slug)} />}
    </>
  );
}
