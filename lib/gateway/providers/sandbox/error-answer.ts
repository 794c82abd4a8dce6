import { renderError } from './render-answer.ts';
import { type SandboxStep, wholeSteps } from './sandbox-step.ts';

/** The error that a model of the sandbox is named after. */
export function errorAnswer(status: number): readonly SandboxStep[] {
  const type =
    status === 401 ? 'authentication_error' : status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error';
  const message = `The sandbox plays the error ${status} that this model is named after.`;
  return wholeSteps(status, renderError(message, type, null, null), status === 429 ? { 'retry-after': '2' } : {});
}
