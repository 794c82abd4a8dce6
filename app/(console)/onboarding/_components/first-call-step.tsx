'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createFirstKeyAction, verifyStepAction } from '../actions.ts';
import { type FirstCallOutcome, makeFirstCall } from './first-call.ts';

const attempts = 10;
const pauseMs = 500;

/** Calls are posted within about a second; so long it is asked for. */
async function meteredSoon(): Promise<boolean> {
  for (let left = attempts; left > 0; left -= 1) {
    const { data } = await verifyStepAction('first_call');
    if (data !== undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return false;
}

/** Makes a key, and with it a real call through the gateway; shows the answer and the key, once. */
export function FirstCallStep() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const [secret, setSecret] = useState<string>();
  const [outcome, setOutcome] = useState<FirstCallOutcome>();
  const call = async (key: string): Promise<void> => {
    const made = await makeFirstCall(key);
    setOutcome(made);
    if ('fault' in made) return setMessage(`${made.fault} The key works; mend what is missing and call again.`);
    setMessage((await meteredSoon()) ? undefined : 'The call was answered; its usage is not posted yet. Verify in a moment.');
  };
  const start = async (): Promise<void> => {
    setBusy(true);
    setMessage(undefined);
    if (secret === undefined) {
      const { data, problem } = await createFirstKeyAction();
      if (problem !== undefined) {
        setBusy(false);
        return setMessage(`${problem.detail} Nothing was changed (${problem.request_id}).`);
      }
      setSecret(data.secret);
      await call(data.secret);
    } else await call(secret);
    setBusy(false);
  };
  const isAnswered = outcome !== undefined && 'answer' in outcome;
  return (
    <div className="flex flex-col gap-3">
      {isAnswered ? null : (
        <div>
          <Button size="small" busy={busy} onClick={() => void start()}>
            {secret === undefined ? 'Create key and call' : 'Call again'}
          </Button>
        </div>
      )}
      <div aria-live="polite" className="flex flex-col gap-2 text-control empty:hidden">
        {isAnswered ? (
          <p>
            <span className="font-mono text-caption">{outcome.model}</span> answered: <q dir="auto">{outcome.answer}</q>
          </p>
        ) : null}
        {message === undefined ? null : <p className="text-danger-text">{message}</p>}
      </div>
      {secret === undefined ? null : (
        <SecretReveal label="Your key" secret={secret} envName="TOLLGATE_KEY" onStored={() => router.refresh()} />
      )}
    </div>
  );
}
