import type { HostedTools } from '../../billing/hosted-tools.ts';
import type { AskedTier } from '../../billing/tier-named.ts';
import { invalidField } from '../../json/invalid-field.ts';
import type { JsonField } from '../../json/json-scanner.ts';
import { splice } from '../../json/splice.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { withoutCollection } from './model-in-path.ts';
import type { RequestFields } from './request-fields.ts';

/** A place of the body where the model is named a second time, beside the path. */
export interface ModelMention {
  readonly field: JsonField;
  readonly name: string;
}

/** What is known of a request once it was read. */
export interface GeminiAskFacts {
  readonly body: Buffer;
  readonly model: string;
  readonly mentions: readonly ModelMention[];
  readonly streamed: boolean;
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly size: AskSize;
  readonly serviceTier?: AskedTier | undefined;
  readonly hostedTools?: HostedTools | undefined;
  readonly text: () => string;
}

/**
 * The mention of the model in one object of the body. The path decides who is asked; a body that names another model
 * could be answered, and billed, as that one, so it is refused.
 */
export function readMention(fields: RequestFields, model: string, place = ''): readonly ModelMention[] {
  const field = fields.expect('model', 'string', 'the name of a model');
  if (field === undefined) return [];
  const name = fields.text(field);
  if (withoutCollection(name) === model) return [{ field, name }];
  throw invalidField(`${place}model`, `The path names the model "${model}" and the body "${name}"; name one.`);
}

/** A request of Google's API, held as the caller's bytes; the model goes into the path, and into the body where the caller named it there. */
export class GeminiAsk implements Ask {
  readonly model: string;
  readonly streamed: boolean;
  /** Google reports usage in every stream, so none of it is ours alone. */
  readonly usageRequested = true;
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly size: AskSize;
  readonly serviceTier: AskedTier | undefined;
  readonly hostedTools: HostedTools | undefined;
  readonly text: () => string;
  readonly #body: Buffer;
  readonly #mentions: readonly ModelMention[];

  constructor(facts: GeminiAskFacts) {
    this.model = facts.model;
    this.streamed = facts.streamed;
    this.outputTokensMax = facts.outputTokensMax;
    this.choices = facts.choices;
    this.size = facts.size;
    this.serviceTier = facts.serviceTier;
    this.hostedTools = facts.hostedTools;
    this.text = facts.text;
    this.#body = facts.body;
    this.#mentions = facts.mentions;
  }

  toBody({ model }: { readonly model: string }): Buffer {
    if (model === this.model) return this.#body;
    const edits = this.#mentions.map(({ field, name }) => {
      const renamed = name.startsWith('models/') ? `models/${withoutCollection(model)}` : model;
      return { start: field.start, end: field.end, bytes: Buffer.from(JSON.stringify(renamed)) };
    });
    return splice(this.#body, edits);
  }
}
