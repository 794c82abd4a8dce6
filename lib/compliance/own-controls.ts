import type { StoredControl } from '#db/schema/index.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { checkNamed } from './checks/index.ts';

/** Refuses controls that nothing decides, name checks there are not, or share a number; each fault with its pointer. */
export function requireControls(controls: readonly StoredControl[]): void {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { ref, checks, human }] of controls.entries()) {
    const at = `/controls/${index}`;
    if (seen.has(ref)) errors.push({ pointer: `${at}/ref`, detail: 'Another control has this number' });
    seen.add(ref);
    if (checks.length === 0 && human === null)
      errors.push({ pointer: at, detail: 'A control needs a check, or a reason why people vouch for it' });
    for (const [place, name] of checks.entries()) {
      if (checkNamed(name) === undefined) errors.push({ pointer: `${at}/checks/${place}`, detail: 'There is no such check' });
    }
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}
