import type { ReactNode } from 'react';
import { StateBlock } from './state-block.tsx';

export interface DeniedStateProps {
  /** The permission in words: "read budgets". */
  permission: string;
  /** Where it is missing: "in Support engineering". */
  scope: string;
  /** Up to three people who can grant it. */
  granters: readonly string[];
  /** Request access. */
  action?: ReactNode;
}

/** A linked page the reader may not see now. What another tenant owns is a plain 404 instead. */
export function DeniedState({ permission, scope, granters, action }: DeniedStateProps) {
  return (
    <StateBlock title={`You may not ${permission} ${scope}`} action={action}>
      {granters.length === 0 ? 'An administrator can grant it.' : `${granters.slice(0, 3).join(', ')} can grant it.`}
    </StateBlock>
  );
}
