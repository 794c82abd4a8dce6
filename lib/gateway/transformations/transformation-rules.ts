import type { NamePattern } from '#lib/core/name-pattern.ts';

/** A change of one parameter: where in the body, and its JSON. */
export interface ParameterChange {
  /** Names of objects from the outermost in; an RFC 6901 pointer, taken apart. */
  readonly path: readonly string[];
  readonly json: string;
}

export interface HeaderChange {
  /** In lower case. */
  readonly name: string;
  /** Null takes the header away. */
  readonly value: string | null;
}

/** A rule as calls apply it; made once for each version of the rules. */
export interface TransformationRule {
  readonly name: string;
  /** The names of models it is for; null for all. */
  readonly models: readonly NamePattern[] | null;
  readonly keyIds: ReadonlySet<string> | null;
  readonly teamIds: ReadonlySet<string> | null;
  readonly protocols: ReadonlySet<string> | null;
  /** The model that is asked in place of the one named; null leaves it. */
  readonly model: string | null;
  /** Given where the caller gives none. */
  readonly defaults: readonly ParameterChange[];
  /** Given whatever the caller gives. */
  readonly forced: readonly ParameterChange[];
  readonly removed: readonly (readonly string[])[];
  /** The most tokens that an answer may have: lowers what the caller asks for, and is asked for where he says nothing. */
  readonly outputTokensMax: number | null;
  readonly headers: readonly HeaderChange[];
}

/** What rules have done to a call. */
export interface Transformed {
  /** Names of the rules that changed something, in their order. */
  readonly acted: readonly string[];
  /** The model that the caller named, where a rule named another; else null. */
  readonly askedModel: string | null;
  /** The model to ask; null for the one that the request names. */
  readonly model: string | null;
  readonly headers: readonly HeaderChange[];
}
