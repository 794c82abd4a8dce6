import type { RequestContext } from '../provider.ts';

/** The one version of Anthropic's API so far, for callers who name none. */
export const defaultVersion = '2023-06-01';

const versionPattern = /^\d{4}-\d{2}-\d{2}$/;
/** Names of features, separated by commas. */
const betaPattern = /^[\w.-]{1,100}(?: *, *[\w.-]{1,100}){0,50}$/;

/** A header of the caller's; one that is not well-formed goes no further. */
function wellFormed({ caller }: RequestContext, name: string, pattern: RegExp): string | undefined {
  const value = caller.header(name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** The version of Anthropic's API that the caller speaks. */
export const anthropicVersionOf = (context: RequestContext): string =>
  wellFormed(context, 'anthropic-version', versionPattern) ?? defaultVersion;

/** The features of Anthropic's that the caller asks for, separated by commas. */
export const anthropicBetaOf = (context: RequestContext): string | undefined => wellFormed(context, 'anthropic-beta', betaPattern);

/** As a header; none where no feature is asked for. */
export function anthropicBetaHeader(context: RequestContext): readonly string[] {
  const beta = anthropicBetaOf(context);
  return beta === undefined ? [] : ['anthropic-beta', beta];
}
