const words: Readonly<Record<string, string>> = {
  ...{ input: 'Input', cache_read: 'Cache read', cache_write: 'Cache write', cache_write_1h: 'Cache write, 1 h', output: 'Output' },
  ...{ output_reasoning: 'Reasoning', output_citation: 'Citations', input_audio: 'Audio in', cache_read_audio: 'Audio, cached' },
  ...{ output_audio: 'Audio out', input_image: 'Image in', cache_read_image: 'Image, cached', output_image: 'Image out' },
  ...{ grounded_prompt: 'Grounded prompt', map_search: 'Map search', storage_search: 'File search', code_session: 'Code session' },
  ...{ search_unit: 'Ranking search', picture: 'Picture', character: 'Character', training: 'Training' },
  ...{ audio_hour: 'Audio hour', input_audio_hour: 'Audio hour in', web_search: 'Web search', request: 'Request' },
};

const tierWords: Readonly<Record<string, string>> = { flex: 'Flex', priority: 'Priority', reserved: 'Reserved' };

/** What people call a meter; that of a service tier begins with the tier. */
export function meterLabel(meter: string): string {
  const [tier = '', ...rest] = meter.split('_');
  const standard = rest.join('_');
  const tierLabel = tierWords[tier];
  return tierLabel === undefined ? (words[meter] ?? meter) : `${tierLabel}: ${words[standard] ?? standard}`;
}
