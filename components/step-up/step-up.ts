/** What a server action comes to, as far as it matters here. */
interface Attempted {
  readonly problem?: { readonly code: string } | undefined;
}

type Prompt = () => Promise<boolean>;

let prompt: Prompt | undefined;

/** The console says who asks for a proof; answers what takes that back. */
export function onStepUp(ask: Prompt): () => void {
  prompt = ask;
  return () => {
    if (prompt === ask) prompt = undefined;
  };
}

/**
 * Does the work; where it is dangerous and the last proof of who somebody is was too long ago, asks for one and does the work
 * again. Without a proof the refusal stands.
 */
export async function withStepUp<Outcome extends Attempted>(work: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = await work();
  if (outcome.problem?.code !== 'step_up_required' || prompt === undefined || !(await prompt())) return outcome;
  return work();
}
