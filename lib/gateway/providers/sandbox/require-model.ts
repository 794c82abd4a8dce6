import { SandboxRefusal } from './read-sandbox-request.ts';
import { type SandboxModel, sandboxModelNamed } from './sandbox-models.ts';

/** The model of a request, if it answers calls of this kind. Throws SandboxRefusal. */
export function requireModel(name: unknown, answers: SandboxModel['answers']): SandboxModel {
  const model = typeof name === 'string' ? sandboxModelNamed(name) : undefined;
  if (model === undefined) throw new SandboxRefusal('model', `The sandbox has no model "${String(name)}".`);
  if (model.answers === answers) return model;
  throw new SandboxRefusal('model', `"${model.name}" answers no calls of this kind; use "sandbox-${answers}".`);
}
