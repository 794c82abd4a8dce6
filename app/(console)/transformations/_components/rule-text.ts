import { z } from 'zod';
import { Transformation } from '#lib/contracts/transformations.ts';

/** A rule as its form has it: lists are texts of one entry a line, or of several with commas between. */
export interface RuleText {
  readonly name?: string | undefined;
  readonly enabled: boolean;
  readonly models?: string | undefined;
  readonly team_ids?: string | undefined;
  readonly key_ids?: string | undefined;
  readonly protocols?: string | undefined;
  readonly model?: string | undefined;
  readonly output_tokens_max?: number | undefined;
  readonly defaults?: string | undefined;
  readonly forced?: string | undefined;
  readonly removed?: string | undefined;
  readonly add_headers?: string | undefined;
  readonly remove_headers?: string | undefined;
}

type Rule = z.input<typeof Transformation>;

const wordsOf = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A JSON value as it is written, or the text itself: quotes may be left out. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `/temperature = 0.2` on each line. */
const changesOf = (text: string | undefined) =>
  linesOf(text).map((line) => {
    const at = line.indexOf('=');
    return { pointer: line.slice(0, at === -1 ? line.length : at).trim(), value: at === -1 ? null : jsonOf(line.slice(at + 1).trim()) };
  });

const headersOf = (text: string | undefined) =>
  linesOf(text).map((line) => {
    const at = line.indexOf(':');
    return { name: line.slice(0, at === -1 ? line.length : at).trim(), value: at === -1 ? '' : line.slice(at + 1).trim() };
  });

/** What the form says, as the API takes it; not checked yet. */
export const ruleOfText = (text: RuleText): Record<string, unknown> => ({
  name: text.name ?? '',
  enabled: text.enabled,
  models: wordsOf(text.models),
  team_ids: wordsOf(text.team_ids),
  key_ids: wordsOf(text.key_ids),
  protocols: wordsOf(text.protocols),
  model: text.model ?? null,
  output_tokens_max: text.output_tokens_max ?? null,
  defaults: changesOf(text.defaults),
  forced: changesOf(text.forced),
  removed: wordsOf(text.removed),
  add_headers: headersOf(text.add_headers),
  remove_headers: wordsOf(text.remove_headers),
});

const textOrNone = (lines: readonly string[] | undefined): string | undefined =>
  lines === undefined || lines.length === 0 ? undefined : lines.join('\n');
const changesText = (changes: Rule['defaults']) =>
  textOrNone(changes?.map(({ pointer, value }) => `${pointer} = ${JSON.stringify(value)}`));

/** A rule as its form shows it. */
export const textOfRule = (rule: Rule): RuleText => ({
  name: rule.name,
  enabled: rule.enabled ?? true,
  models: textOrNone(rule.models)?.replaceAll('\n', ', '),
  team_ids: textOrNone(rule.team_ids)?.replaceAll('\n', ', '),
  key_ids: textOrNone(rule.key_ids)?.replaceAll('\n', ', '),
  protocols: textOrNone(rule.protocols)?.replaceAll('\n', ', '),
  model: rule.model ?? undefined,
  output_tokens_max: rule.output_tokens_max ?? undefined,
  defaults: changesText(rule.defaults),
  forced: changesText(rule.forced),
  removed: textOrNone(rule.removed),
  add_headers: textOrNone(rule.add_headers?.map(({ name, value }) => `${name}: ${value}`)),
  remove_headers: textOrNone(rule.remove_headers),
});

const text = z.string().optional();

/** Checks what is in the form by the rule that comes of it; errors stand at the field they are of. */
export const ruleTextSchema = z
  .strictObject({
    ...{ name: text, enabled: z.boolean(), models: text, team_ids: text, key_ids: text, protocols: text, model: text },
    output_tokens_max: z.number().optional(),
    ...{ defaults: text, forced: text, removed: text, add_headers: text, remove_headers: text },
  })
  .superRefine((values, ctx) => {
    const parsed = Transformation.safeParse(ruleOfText(values));
    for (const { path, message } of parsed.error?.issues ?? []) {
      const [field = 'name', index] = path;
      const place = typeof index === 'number' && path.length > 1 ? `Entry ${index + 1}: ` : '';
      ctx.addIssue({ code: 'custom', path: [field], message: `${place}${message}` });
    }
  });
