import type { Target } from '../provider.ts';

/** What the model is called in calls of the connection: its own name for it (a deployment), else the provider's. */
export function sentModel({ connection: { modelNames }, model }: Pick<Target, 'connection' | 'model'>): string {
  return modelNames !== undefined && Object.hasOwn(modelNames, model) ? (modelNames[model] ?? model) : model;
}
