const words: Readonly<Record<string, string>> = {
  ...{ input: 'Input', cache_read: 'Cache read', cache_write: 'Cache write', cache_write_1h: 'Cache write, 1 h', output: 'Output' },
  ...{ output_reasoning: 'Reasoning', output_citation: 'Citations', input_audio: 'Audio in', cache_read_audio: 'Audio, cached' },
  ...{ output_audio: 'Audio out', input_image: 'Image in', cache_read_image: 'Image, cached', output_image: 'Image out' },
  ...{ audio_hour: 'Audio hour', input_audio_hour: 'Audio hour in', web_search: 'Web search', request: 'Request' },
};

/** What people call a meter. */
export const meterLabel = (meter: string): string => words[meter] ?? meter;
