'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { updateOnboardingAction } from '../actions.ts';

/** Takes the set-up off the overview, or puts it back. */
export function Dismiss({ isDismissed }: { isDismissed: boolean }) {
  const router = useRouter();
  const done = isDismissed ? 'The overview shows the set-up again.' : 'The overview shows the set-up no more.';
  const change = (): void => {
    void carryOut(updateOnboardingAction({ is_dismissed: !isDismissed }), done).then(() => router.refresh());
  };
  return <Button onClick={change}>{isDismissed ? 'Show on overview' : 'Hide from overview'}</Button>;
}
