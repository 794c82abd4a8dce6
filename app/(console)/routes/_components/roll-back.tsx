'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { rollbackRouteAction } from '../actions.ts';

export interface RollBackProps {
  routeId: string;
  name: string;
  number: number;
  /** The version in force. */
  current: number | null;
}

/** Puts a version in force again. It asks first, because every call follows, and says how to come back. */
export function RollBack({ routeId, name, number, current }: RollBackProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const rollBack = (): void =>
    ask({
      title: `Put ${name} v${number} in force?`,
      consequence: `Every call follows it within 2 s, in place of v${current}. The draft stays as it is, and v${current} can be put in force again.`,
      verb: `Put v${number} in force`,
      danger: false,
      onConfirm: () =>
        carryOut(rollbackRouteAction(routeId, number), `${name} v${number} is in force within 2 s.`).then(() => router.refresh()),
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
