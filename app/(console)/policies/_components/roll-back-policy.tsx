'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { rollbackPolicyAction } from '../actions.ts';

export interface RollBackPolicyProps {
  policyId: string;
  name: string;
  number: number;
  /** The version in force. */
  current: number;
}

/** Puts an older version in force again. It asks first, because every call follows. */
export function RollBackPolicy({ policyId, name, number, current }: RollBackPolicyProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const rollBack = (): void =>
    ask({
      title: `Put ${name} v${number} in force?`,
      consequence: `Every call that it is about follows it within 2 s, in place of v${current}. The draft stays as it is.`,
      verb: `Put v${number} in force`,
      danger: false,
      onConfirm: () =>
        carryOut(rollbackPolicyAction(policyId, number), `${name} v${number} is in force within 2 s.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={rollBack}>
        Roll back…
      </Button>
      {dialog}
    </>
  );
}
