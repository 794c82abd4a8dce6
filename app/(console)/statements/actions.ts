'use server';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';
import { issueStatement, setStatementSettings } from '#lib/statements/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function issueStatementAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(issueStatement, values, options);
}

export async function setStatementSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(setStatementSettings, values, options);
}
