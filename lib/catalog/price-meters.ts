/**
 * Every meter a price list may name, and how many decimal places lie between its published price in dollars and
 * pico-USD for one unit: a price for a million tokens × 10⁶ is one for a token in pico-USD.
 */
interface Meter {
  readonly name: string;
  /** 12 − log₁₀ of the units that the published price buys. */
  readonly decimalShift: number;
}

const perMillion = (name: string): Meter => ({ name, decimalShift: 6 });
const perThousand = (name: string): Meter => ({ name, decimalShift: 9 });
const perUnit = (name: string): Meter => ({ name, decimalShift: 12 });

/** Meters by their key in genai-prices. */
export const metersBySourceKey: ReadonlyMap<string, Meter> = new Map([
  ['input_mtok', perMillion('input')],
  ['cache_read_mtok', perMillion('cache_read')],
  ['cache_write_mtok', perMillion('cache_write')],
  ['cache_write_1h_mtok', perMillion('cache_write_1h')],
  ['output_mtok', perMillion('output')],
  ['output_reasoning_mtok', perMillion('output_reasoning')],
  ['output_citation_mtok', perMillion('output_citation')],
  ['input_audio_mtok', perMillion('input_audio')],
  ['output_audio_mtok', perMillion('output_audio')],
  ['cache_audio_read_mtok', perMillion('cache_read_audio')],
  ['input_image_mtok', perMillion('input_image')],
  ['output_image_mtok', perMillion('output_image')],
  ['cache_image_read_mtok', perMillion('cache_read_image')],
  ['input_video_mtok', perMillion('input_video')],
  ['output_video_mtok', perMillion('output_video')],
  ['requests_kcount', perThousand('request')],
  ['web_searches_kcount', perThousand('web_search')],
  ['storage_searches_kcount', perThousand('storage_search')],
  ['input_text_messages_kcount', perThousand('text_message')],
  ['input_document_kpages', perThousand('document_page')],
  ['input_annotated_document_kpages', perThousand('annotated_document_page')],
  ['audio_hours', perUnit('audio_hour')],
  ['input_audio_hours', perUnit('input_audio_hour')],
]);
