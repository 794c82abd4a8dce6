'use client';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { askPasskey } from '#components/passkeys/ask-passkey.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { FactorMethod, SecondFactorQuestion } from '#lib/contracts/sign-in.ts';

export interface SecondFactorFormProps {
  question: SecondFactorQuestion;
  busy: boolean;
  /** Why the last answer was not taken. */
  message: string | undefined;
  onAnswer: (method: FactorMethod, code: string) => void;
  onBack: () => void;
}

const words: Readonly<Record<FactorMethod, { use: string; label: string; hint: string }>> = {
  passkey: { use: 'Use a passkey', label: 'Passkey', hint: 'Your browser asks for it.' },
  totp: { use: 'Use the authenticator app', label: 'Code', hint: 'Six digits that your authenticator app shows.' },
  sms: { use: 'Use a text message', label: 'Code', hint: 'Six digits that we sent to your telephone.' },
  recovery: { use: 'Use a recovery code', label: 'Recovery code', hint: 'One of the ten you stored. It works once.' },
};

/** The second step: proves a factor, by the one that is strongest unless the person chooses another. */
export function SecondFactorForm({ question, busy, message, onAnswer, onBack }: SecondFactorFormProps) {
  const [method, setMethod] = useState<FactorMethod>(question.methods[0] ?? 'recovery');
  const heading = useRef<HTMLHeadingElement>(null);
  // The step before is gone from the page; a screen reader goes on here.
  useEffect(() => heading.current?.focus(), []);
  const others = question.methods.filter((other) => other !== method);
  return (
    <section aria-labelledby="second-step" className="flex flex-col gap-4">
      <h2 id="second-step" ref={heading} tabIndex={-1} className="text-body text-second outline-none">
        One more step: prove that it is you.
      </h2>
      {method === 'passkey' ? (
        <PasskeyStep question={question} busy={busy} message={message} onAnswer={onAnswer} />
      ) : (
        <CodeStep
          key={method}
          method={method}
          pending={question.pending}
          phone={question.phone}
          busy={busy}
          message={message}
          onAnswer={onAnswer}
        />
      )}
      <div className="flex flex-col items-start gap-1">
        {others.map((other) => (
          <Button key={other} variant="ghost" busy={busy} onClick={() => setMethod(other)}>
            {words[other].use}
          </Button>
        ))}
        <Button variant="ghost" busy={busy} onClick={onBack}>
          Start again
        </Button>
      </div>
    </section>
  );
}

type StepProps = Pick<SecondFactorFormProps, 'busy' | 'message' | 'onAnswer'>;

function Complaint({ text }: { text: string | undefined }) {
  return (
    <p role="alert" className="text-control text-danger-text empty:hidden">
      {text}
    </p>
  );
}

function PasskeyStep({ question, busy, message, onAnswer }: StepProps & { question: SecondFactorQuestion }) {
  const [left, setLeft] = useState<string>();
  const ask = async (): Promise<void> => {
    setLeft(undefined);
    const answer = await askPasskey({ ...question, verification: 'preferred' });
    if (answer === undefined) setLeft('No passkey was used. Try again, or choose another way.');
    else onAnswer('passkey', answer);
  };
  return (
    <>
      <Complaint text={left ?? message} />
      <Button variant="primary" size="large" busy={busy} onClick={() => void ask()}>
        {words.passkey.use}
      </Button>
    </>
  );
}

interface CodeStepProps extends StepProps {
  method: Exclude<FactorMethod, 'passkey'>;
  pending: string;
  phone: string;
}

function CodeStep({ method, pending, phone, busy, message, onAnswer }: CodeStepProps) {
  const { label, hint } = words[method];
  const [sent, setSent] = useState<string>();
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onAnswer(method, String(new FormData(event.currentTarget).get('code')));
  };
  const send = async (): Promise<void> => {
    const answer = await fetch('/api/auth/sms', { method: 'POST', body: new URLSearchParams({ pending }) }).catch(() => undefined);
    setSent(
      answer?.ok === true
        ? `Sent to the number that ends in ${phone}.`
        : 'The message could not be sent. Wait a minute, or choose another way.',
    );
  };
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      {method === 'sms' ? (
        <Button busy={busy} onClick={() => void send()}>
          Send a code to …{phone}
        </Button>
      ) : null}
      <p role="status" className="text-control text-second empty:hidden">
        {sent}
      </p>
      <Field id="code" label={label} hint={hint}>
        {(control) => (
          <Input
            {...control}
            name="code"
            inputMode={method === 'recovery' ? 'text' : 'numeric'}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={40}
            className="font-mono"
          />
        )}
      </Field>
      <Complaint text={message} />
      <Button type="submit" variant="primary" size="large" busy={busy}>
        Continue
      </Button>
    </form>
  );
}
