import type { ComboboxOption } from '#components/ui/combobox.tsx';

/** A route with the versions that a rule can put in force. */
export interface RouteChoice extends ComboboxOption {
  readonly latestVersion: number;
  readonly publishedVersion: number | null;
}

export type ActionKind = 'disable_key' | 'throttle_key' | 'switch_route';

/** What a rule can name, as far as its author sees it. */
export interface RuleChoices {
  readonly channels: readonly ComboboxOption[];
  readonly departments: readonly ComboboxOption[];
  readonly teams: readonly ComboboxOption[];
  readonly people: readonly ComboboxOption[];
  readonly keys: readonly ComboboxOption[];
  readonly projects: readonly ComboboxOption[];
  readonly providers: readonly string[];
  readonly models: readonly string[];
  readonly budgets: readonly ComboboxOption[];
  readonly routes: readonly RouteChoice[];
  /** What the author could do by hand, and so may have done. */
  readonly actions: readonly ActionKind[];
}
