'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { changeSubscriptionAction } from '../actions.ts';

export interface SubscriptionButtonProps {
  token: string;
  report: string;
  isSubscribed: boolean;
}

/** One button that ends the messages, then one that takes it back: whoever pressed it by mistake is not lost. */
export function SubscriptionButton({ token, report, isSubscribed: initially }: SubscriptionButtonProps) {
  const [isSubscribed, setSubscribed] = useState(initially);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const change = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await changeSubscriptionAction(token, !isSubscribed);
    setBusy(false);
    if (problem !== undefined) return setMessage(`${problem.detail} Nothing was changed (${problem.request_id}).`);
    setSubscribed(data.isSubscribed);
    setMessage(data.isSubscribed ? `You receive ${report} again.` : `You receive ${report} no more.`);
  };
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-control text-second empty:hidden">
        {message}
      </p>
      <Button variant={isSubscribed ? 'primary' : 'secondary'} size="large" busy={busy} onClick={() => void change()}>
        {isSubscribed ? 'Unsubscribe' : 'Receive it again'}
      </Button>
    </div>
  );
}
