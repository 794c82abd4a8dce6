'use client';
import { Button } from '#components/ui/button.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';

const loadStanding = () => import('./standing-form.tsx').then((module) => module.StandingDialog);
const loadAsk = () => import('./ask-support-dialog.tsx').then((module) => module.AskSupportDialog);

export interface TenantActionsProps {
  id: string;
  name: string;
  isSuspended: boolean;
}

/** What an operator can do with an organization. */
export function TenantActions({ id, name, isSuspended }: TenantActionsProps) {
  const standing = useOnDemand(loadStanding);
  const ask = useOnDemand(loadAsk);
  return (
    <>
      <Button onPointerEnter={ask.hint} onFocus={ask.hint} onClick={() => void ask.show()}>
        Ask for access…
      </Button>
      <Button onPointerEnter={standing.hint} onFocus={standing.hint} onClick={() => void standing.show()}>
        {isSuspended ? 'Resume…' : 'Suspend…'}
      </Button>
      {ask.Component ? <ask.Component open={ask.open} onOpenChange={ask.onOpenChange} id={id} name={name} /> : null}
      {standing.Component ? (
        <standing.Component open={standing.open} onOpenChange={standing.onOpenChange} id={id} name={name} isSuspended={isSuspended} />
      ) : null}
    </>
  );
}
