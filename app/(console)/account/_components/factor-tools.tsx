'use client';
import { Button } from '#components/ui/button.tsx';
import { OnDemand } from '#components/ui/on-demand.tsx';

const loadTotp = () => import('./totp-dialog.tsx').then((module) => module.TotpDialog);
const loadPasskey = () => import('./passkey-dialog.tsx').then((module) => module.PasskeyDialog);
const loadPhone = () => import('./phone-dialog.tsx').then((module) => module.PhoneDialog);
const loadCodes = () => import('./new-codes-dialog.tsx').then((module) => module.NewCodesDialog);

/** What can be added; recovery codes only where they stand in for something. */
export function FactorTools({ hasTotp, hasFactor, sms }: { hasTotp: boolean; hasFactor: boolean; sms: boolean }) {
  return (
    <div className="flex flex-wrap gap-2">
      <OnDemand load={loadPasskey} with={{}}>
        {(show, near) => (
          <Button size="small" onClick={show} {...near}>
            Add passkey…
          </Button>
        )}
      </OnDemand>
      <OnDemand load={loadTotp} with={{}}>
        {(show, near) => (
          <Button size="small" onClick={show} {...near}>
            {hasTotp ? 'Replace authenticator app…' : 'Add authenticator app…'}
          </Button>
        )}
      </OnDemand>
      {sms ? (
        <OnDemand load={loadPhone} with={{}}>
          {(show, near) => (
            <Button size="small" onClick={show} {...near}>
              Add telephone…
            </Button>
          )}
        </OnDemand>
      ) : null}
      {hasFactor ? (
        <OnDemand load={loadCodes} with={{}}>
          {(show, near) => (
            <Button size="small" onClick={show} {...near}>
              New recovery codes…
            </Button>
          )}
        </OnDemand>
      ) : null}
    </div>
  );
}
