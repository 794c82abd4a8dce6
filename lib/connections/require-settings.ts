import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';

/** Checks a connection's settings by what its provider wants to know. Throws AppError('validation_failed') naming each that is wrong. */
export function requireSettings({ label, settings = [] }: ProviderFacts, given: ConnectionSettings): ConnectionSettings {
  const errors: { pointer: string; detail: string }[] = [];
  for (const name of Object.keys(given)) {
    if (settings.some((setting) => setting.name === name)) continue;
    const known = settings.length === 0 ? 'it has none' : `its settings are ${settings.map((setting) => setting.name).join(', ')}`;
    errors.push({ pointer: `/settings/${name}`, detail: `Not a setting of ${label}; ${known}` });
  }
  for (const { name, label: what, isRequired, pattern, example } of settings) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && isRequired)
      errors.push({ pointer: `/settings/${name}`, detail: `${label} needs it: ${what}, such as ${example}` });
    if (value !== undefined && !pattern.test(value)) errors.push({ pointer: `/settings/${name}`, detail: `Must look like ${example}` });
  }
  if (errors.length > 0) throw new AppError('validation_failed', { detail: `Some settings are not what ${label} needs.`, errors });
  return given;
}

/** The models that a connection serves: those it lists, and those it has names of its own for. Throws AppError('validation_failed'). */
export function requireModels(
  { label, namesModels = false }: ProviderFacts,
  models: readonly string[],
  modelNames: Readonly<Record<string, string>>,
): string[] {
  const named = Object.keys(modelNames);
  if (named.length > 0 && !namesModels)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/model_names', detail: `Models have the same name for everybody at ${label}; list them as models` }],
    });
  return [...new Set([...models, ...named])];
}
