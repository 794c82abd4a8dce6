import { asList, asRecord, parseJson } from '../../json/as-record.ts';

/** The text of one content's parts: what is said, thought, called and answered; no pictures and sounds. */
export function textsOfParts(content: unknown): readonly string[] {
  const texts: string[] = [];
  const parts = asRecord(content)?.parts;
  for (const part of (Array.isArray(parts) ? asList(parts) : [parts]).map(asRecord)) {
    if (typeof part?.text === 'string') texts.push(part.text);
    for (const name of [
      'functionCall',
      'function_call',
      'functionResponse',
      'function_response',
      'executableCode',
      'codeExecutionResult',
    ]) {
      if (asRecord(part?.[name]) !== undefined) texts.push(JSON.stringify(part?.[name]));
    }
  }
  return texts;
}

/** The text a model reads of a request that generates content; parses the whole body. */
export function textOfContents(body: Buffer): string {
  const request = asRecord(parseJson(body.toString()));
  const contents = asList(request?.contents).flatMap(textsOfParts);
  const instruction = textsOfParts(request?.systemInstruction ?? request?.system_instruction);
  const tools = asList(request?.tools);
  return [...instruction, ...contents, ...(tools.length > 0 ? [JSON.stringify(tools)] : [])].join('\n');
}
