import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { StateBlock, type StateBlockProps } from './state-block.tsx';

export interface ErrorStateProps extends Pick<StateBlockProps, 'level' | 'centred' | 'className'> {
  /** What failed: "The usage log did not load". */
  title: string;
  /** What was not changed and what to do. */
  children: ReactNode;
  /** The request's id, which support finds in the logs. */
  requestId?: string | undefined;
  /** Usually a Retry button. */
  action?: ReactNode;
}

/** One block failed while its neighbours work on. */
export function ErrorState({ title, children, requestId, action, ...rest }: ErrorStateProps) {
  return (
    <StateBlock {...rest} role="alert" title={title} action={action}>
      {children}
      {requestId === undefined ? null : (
        <p className="mt-2 flex items-center justify-center gap-1 font-mono text-caption text-quiet">
          {requestId}
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      )}
    </StateBlock>
  );
}
