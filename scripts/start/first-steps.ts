import type { Progress } from './progress.ts';
import type { Settings } from './settings.ts';

/** Seeds the demo tenant on the first run. */
export async function seedFirstRun(_url: string, _settings: Settings, _progress: Progress): Promise<void> {}

/** Prints where to go and what to type first. */
export function printFirstSteps(address: string, _settings: Settings, progress: Progress): void {
  progress.say(`\n  Console  ${address}\n`);
}
