import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { z } from 'zod';
import type { Invocation } from '#lib/command/context.ts';
import type { Executable } from '#lib/command/executable.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { toAppError } from '#lib/core/errors.ts';
import { getRuntime } from '#lib/runtime.ts';
import { authenticateSession } from './authenticate.ts';
import { logFault, type Problem, problemOf } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

/** What a page or a server action gets of an operation: its wire-form result, or the problem to show in its place. */
export type Loaded<Data> = { readonly data: Data; readonly problem?: undefined } | { readonly data?: undefined; readonly problem: Problem };

/** The invocation of the page being rendered, or of the running server action; made once a request. */
const pageInvocation = cache(async (): Promise<Invocation> => {
  const received = await headers();
  return { runtime: getRuntime().command, authentication: await authenticateSession(received), ...requestFactsOf(received) };
});

/** Where to come back to after signing in; `x-page` is set by the middleware for every page. */
const signInPath = async (): Promise<string> => {
  const page = (await headers()).get('x-page') ?? '/';
  return page === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(page)}`;
};

export interface PerformOptions {
  /** Of the opened form, so that a second submit changes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** The version the person saw. */
  readonly ifMatch?: number | undefined;
}

/**
 * Carries out an operation for a page or a server action, with the wire form in and out. Nobody signed in leads to the
 * sign-in page; everything else that fails is returned, so that a page can show it in the block it concerns.
 */
export function perform<Input extends z.ZodType, Output extends z.ZodType>(
  executable: Executable<Input, Output>,
  input: z.input<Input>,
  options: PerformOptions = {},
): Promise<Loaded<z.input<Output>>> {
  return submit(executable, input, options);
}

/** As `perform`, for what a form sends: the operation itself finds out whether it fits. */
export async function submit<Input extends z.ZodType, Output extends z.ZodType>(
  executable: Executable<Input, Output>,
  input: unknown,
  options: PerformOptions = {},
): Promise<Loaded<z.input<Output>>> {
  const requestId = requestFactsOf(await headers()).requestId;
  try {
    const invocation = await pageInvocation();
    const result = await executable.execute({ ...invocation, ...options }, input);
    // The output schema encodes to its own input side; safeEncode's type says unknown.
    return { data: encodeOutput(executable.operation, result) as z.input<Output> };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'unauthenticated') redirect(await signInPath());
    logFault(error, requestId, getRuntime().logger);
    return { problem: problemOf(error, requestId) };
  }
}

/** As `perform`, for the one object a page is about: what is not there is the 404 page. */
export async function performOr404<Input extends z.ZodType, Output extends z.ZodType>(
  executable: Executable<Input, Output>,
  input: z.input<Input>,
): Promise<Loaded<z.input<Output>>> {
  const loaded = await perform(executable, input);
  // An id that is not even an id is a page that is not there, not a form to mend.
  if (loaded.problem?.code === 'not_found' || loaded.problem?.code === 'validation_failed') notFound();
  return loaded;
}
