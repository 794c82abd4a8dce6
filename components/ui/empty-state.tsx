import { StateBlock, type StateBlockProps } from './state-block.tsx';

/** There is nothing yet. The title says so in one sentence and the action makes the first: "Create key". */
export function EmptyState(props: Omit<StateBlockProps, 'role'>) {
  return <StateBlock {...props} />;
}

export interface FilteredEmptyProps extends Omit<StateBlockProps, 'title' | 'role'> {
  /** The noun in plural: "calls". */
  noun: string;
}

/** There is something, but filters, scope or range hide it. The action clears the filters or widens the range. */
export function FilteredEmpty({ noun, ...rest }: FilteredEmptyProps) {
  return <StateBlock {...rest} title={`No ${noun} match`} />;
}
