'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { runAuditAction } from '../actions.ts';

/** Audits at once; it takes a second or two, and nothing is shown as found before the server has answered. */
export function RunAuditButton() {
  const router = useRouter();
  const [isRunning, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    setRunning(true);
    const { data, problem } = await runAuditAction();
    setRunning(false);
    if (problem !== undefined) {
      toast({ tone: 'error', text: `${problem.detail} (${problem.request_id})` });
      return;
    }
    toast({ tone: 'success', text: data.score === null ? 'The audit is done.' : `The audit is done: ${data.score} of 100.` });
    router.refresh();
  };
  return (
    <Button variant="primary" busy={isRunning} onClick={() => void run()}>
      Run audit
    </Button>
  );
}
