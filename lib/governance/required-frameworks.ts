import type { OperationContext } from '#lib/command/context.ts';
import { readComplianceSettings } from '#lib/compliance/compliance-settings.ts';
import { chosenOf, type HeldFramework, loadFrameworks } from '#lib/compliance/load-frameworks.ts';
import { AppError } from '#lib/core/errors.ts';

/** `SOC 2`, `soc2` and `soc-2` are the same framework. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const isNamed = ({ key, name }: HeldFramework, wanted: string): boolean => plain(key) === wanted || plain(name) === wanted;

/** The keys of the frameworks that a place names, among those that the organization follows; null in the place of any other. */
export async function namedFrameworks(
  ctx: OperationContext,
  names: readonly string[],
): Promise<{ keys: (string | null)[]; followed: string[] }> {
  if (names.length === 0) return { keys: [], followed: [] };
  const { frameworks } = await readComplianceSettings(ctx);
  const followed = chosenOf(await loadFrameworks(ctx), frameworks);
  const keys = names.map((name) => followed.find((framework) => isNamed(framework, plain(name)))?.key ?? null);
  return { keys, followed: followed.map(({ name }) => name) };
}

/** Throws `validation_failed` for a framework that audits of the organization do not look at: nobody would see whether it is kept. */
export async function requireFrameworks(ctx: OperationContext, names: readonly string[]): Promise<void> {
  const { keys, followed } = await namedFrameworks(ctx, names);
  const missing = keys.indexOf(null);
  if (missing === -1) return;
  const detail = `The organization follows ${followed.join(', ')}. Others are followed, or written, under Compliance.`;
  throw new AppError('validation_failed', { errors: [{ pointer: `/compliance/frameworks/${missing}`, detail }] });
}
