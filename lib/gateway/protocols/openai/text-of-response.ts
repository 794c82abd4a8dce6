import { asList, asRecord, parseJson } from '../../json/as-record.ts';

/** The text of all output items of a complete response, for counting where the provider reported no usage. */
export function textOfResponse(body: Buffer): string {
  const texts: unknown[] = [];
  for (const item of asList(asRecord(parseJson(body.toString()))?.output).map(asRecord)) {
    texts.push(item?.name, item?.arguments, item?.input);
    for (const part of [...asList(item?.content), ...asList(item?.summary)].map(asRecord)) texts.push(part?.text, part?.refusal);
  }
  return texts.filter((text) => typeof text === 'string').join('\n');
}
