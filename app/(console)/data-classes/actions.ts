'use server';
import { readCallContent, updateContentLog } from '#lib/content-log/index.ts';
import { testText, updateDataClasses } from '#lib/data-classes/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function updateDataClassesAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateDataClasses, values, options);
}

export async function updateContentLogAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateContentLog, values, options);
}

export async function testTextAction(text: string) {
  return perform(testText, { text });
}

export async function readCallContentAction(requestId: string) {
  return perform(readCallContent, { request_id: requestId });
}
