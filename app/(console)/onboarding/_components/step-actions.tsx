'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import type { OnboardingStep } from '#lib/contracts/onboarding.ts';
import { updateOnboardingAction, verifyStepAction } from '../actions.ts';

export interface StepActionsProps {
  step: OnboardingStep;
  title: string;
  isSkippable: boolean;
  isSkipped: boolean;
  /** All that are skipped now. */
  skipped: readonly OnboardingStep[];
}

type Skippable = NonNullable<Parameters<typeof updateOnboardingAction>[0]['skipped']>;

/** Verifies a step, or goes on without it. */
export function StepActions({ step, title, isSkippable, isSkipped, skipped }: StepActionsProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const verify = async (): Promise<void> => {
    setBusy(true);
    const { problem } = await verifyStepAction(step);
    setBusy(false);
    setMessage(problem?.detail);
    if (problem !== undefined) return;
    toast({ tone: 'success', text: `${title}: verified.` });
    router.refresh();
  };
  const skip = async (): Promise<void> => {
    // Only steps that may be skipped come here, and those that are skipped already are such.
    const next = (isSkipped ? skipped.filter((one) => one !== step) : [...skipped, step]) as Skippable;
    const { problem } = await updateOnboardingAction({ skipped: next });
    setMessage(problem?.detail);
    if (problem === undefined) router.refresh();
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isSkipped ? null : (
        <Button size="small" variant="ghost" busy={busy} onClick={() => void verify()}>
          Verify
        </Button>
      )}
      {isSkippable ? (
        <Button size="small" variant="ghost" onClick={() => void skip()}>
          {isSkipped ? 'Take up again' : 'Skip'}
        </Button>
      ) : null}
      <p role="status" className="text-caption text-danger-text empty:hidden">
        {message}
      </p>
    </div>
  );
}
