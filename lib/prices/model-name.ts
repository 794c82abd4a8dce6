/** A path in front of a model's name: `openai/gpt-4o`, `accounts/fireworks/models/…`. */
const path = /^.*\//;
/** Who serves it where, as Bedrock writes it: `eu.anthropic.`, `meta.`. */
const vendor = /^(?:[a-z]{2,6}\.)?(?:anthropic|meta|amazon|mistral|cohere|deepseek|openai|qwen|ai21)\./;
/** Versions of the service rather than of the model: `-v1:0`, and what names the newest one. */
const revision = /(?:-v\d+(?::\d+)?|-latest)$/;
const dated = /[-@](?:\d{4}-\d{2}-\d{2}|\d{8})$/;

/**
 * The name under which the same model meets at several providers: without path, vendor, date and revision, with hyphens alone.
 * What says more than that (`:free`, `-fp8`, `-instruct`, a size) stays, because it is another offer or another model.
 */
export function modelName(model: string): string {
  const bare = model.trim().toLowerCase().replace(path, '').replace(vendor, '');
  return bare.replace(revision, '').replace(dated, '').replace(revision, '').replaceAll(/[._]/g, '-');
}
