/** One thing that a framework asks for, in our own words, and what shows whether it is so. */
export interface Control {
  /** As the framework numbers it, such as `Art. 32(1)(a)` or `CC6.1`. */
  readonly ref: string;
  readonly title: string;
  /** Names of checks; all that apply must pass. */
  readonly checks: readonly string[];
  /** Why a person has to vouch for it besides, or alone; null where checks suffice. */
  readonly human: string | null;
}

/** A set of controls that somebody is held to. */
export interface Framework {
  /** In lower case with dashes; own frameworks have their id in its place. */
  readonly key: string;
  readonly name: string;
  /** Which text the numbers are of. */
  readonly edition: string;
  readonly about: string;
  readonly controls: readonly Control[];
}

/** A control that checks decide, or checks with a person where `human` says why. */
export const checked = (ref: string, title: string, checks: readonly string[], human: string | null = null): Control => ({
  ref,
  title,
  checks,
  human,
});

/** A control that nothing here can look at: somebody attests it, with a document. */
export const attested = (ref: string, title: string, human: string): Control => ({ ref, title, checks: [], human });
