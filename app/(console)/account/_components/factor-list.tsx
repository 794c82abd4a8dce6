import type { z } from 'zod';
import { TimeText } from '#components/ui/time-text.tsx';
import type { factorList } from '#lib/contracts/second-factors.ts';
import type { Reader } from '#lib/core/format.ts';
import { FactorActions } from './factor-actions.tsx';
import { FactorTools } from './factor-tools.tsx';

type Factors = z.input<typeof factorList.output>;

export interface FactorListProps {
  factors: Factors;
  reader: Reader;
  now: string;
}

const kinds: Readonly<Record<Factors['data'][number]['kind'], string>> = {
  totp: 'Authenticator app',
  passkey: 'Passkey',
  sms: 'Text message',
};

/** One sentence on how well the account is guarded. */
function standing({ data, recovery_codes_left: left, required, due_at: dueAt }: Factors): string {
  const isGuarded = data.some((factor) => factor.confirmed_at !== null);
  if (isGuarded) return left === 0 ? 'No recovery codes are left: make new ones.' : `${left} of your recovery codes are left.`;
  if (!required) return 'Your password is all that guards this account. A passkey is the quickest and strongest addition.';
  return dueAt === null
    ? 'Your organization asks for a second factor.'
    : 'Your organization asks for a second factor, from the day below on.';
}

/** The own second factors, and what can be added. */
export function FactorList({ factors, reader, now }: FactorListProps) {
  const held = factors.data.filter((factor) => factor.confirmed_at !== null);
  return (
    <section aria-labelledby="factors" className="flex flex-col gap-4">
      <h2 id="factors" className="font-semibold text-body">
        Second factors
      </h2>
      <p className="text-body text-second">
        {standing(factors)}
        {held.length === 0 && factors.required && factors.due_at !== null ? (
          <>
            {' '}
            <TimeText at={factors.due_at} reader={reader} now={now} />
          </>
        ) : null}
      </p>
      {held.length === 0 ? null : (
        <ul className="flex flex-col divide-y border-y">
          {held.map((factor) => (
            <li key={factor.id} className="flex items-center justify-between gap-4 py-2">
              <div className="min-w-0">
                <p className="truncate text-body" dir="auto">
                  {factor.name}
                </p>
                <p className="text-control text-quiet">
                  {kinds[factor.kind]}
                  {factor.hint === '' ? '' : ` to …${factor.hint}`}
                  {factor.backed_up ? ', kept by its provider for several devices' : ''}
                  {factor.last_used_at === null ? ', never used' : ', last used '}
                  {factor.last_used_at === null ? null : <TimeText at={factor.last_used_at} reader={reader} now={now} />}
                </p>
              </div>
              <FactorActions id={factor.id} name={factor.name} />
            </li>
          ))}
        </ul>
      )}
      <FactorTools hasTotp={held.some(({ kind }) => kind === 'totp')} hasFactor={held.length > 0} sms={factors.sms} />
    </section>
  );
}
