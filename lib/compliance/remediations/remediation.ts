import type { OperationContext } from '#lib/command/context.ts';
import type { Executable } from '#lib/command/executable.ts';

/** Fields of an operation's input. */
export type Fields = Readonly<Record<string, unknown>>;

/** What would be sent to the operation, what holds now in the same fields, and what changes it back. */
export interface Plan {
  readonly input: Fields;
  readonly before: Fields;
  readonly undo: Fields;
}

/**
 * An ordinary operation that mends what a check finds. Only what can be changed back is here: nothing that ends a key, a session or
 * an account, and nothing that deletes.
 */
export interface RemediationKind {
  /** The check whose findings it mends. */
  readonly check: string;
  readonly executable: Executable;
  /** Reads what holds now. */
  plan(ctx: OperationContext): Promise<Plan>;
}
