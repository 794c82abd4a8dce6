import { digestOf } from './seeded-random.ts';

/** As OpenAI's raw sound: 24,000 samples a second, 16 bit, one channel. */
const samplesPerSecond = 24_000;
const bytesPerSample = 2;
const headerBytes = 44;
const loudness = 6_000;
const charactersPerSecond = 15;
const secondsMax = 60;

/** How long it takes to speak a text. */
export const secondsToSpeak = (text: string): number => Math.min(secondsMax, Math.max(0.2, text.length / charactersPerSecond));

/** The head of a WAV file with so many bytes of sound. */
function waveHeader(dataBytes: number): Buffer {
  const head = Buffer.alloc(headerBytes);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(samplesPerSecond, 24);
  head.writeUInt32LE(samplesPerSecond * bytesPerSample, 28);
  head.writeUInt16LE(bytesPerSample, 32);
  head.writeUInt16LE(bytesPerSample * 8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(dataBytes, 40);
  return head;
}

/** A tone for each word, as high as the word decides: sound that is the same for the same text, and no voice. */
export function composeSound(text: string, isRaw: boolean): Buffer {
  const samples = Math.round(secondsToSpeak(text) * samplesPerSecond);
  const words = text.split(/\s+/).filter((word) => word !== '');
  const pitches = words.map((word) => 180 + (digestOf(Buffer.from(word))[0] ?? 0));
  const sound = Buffer.alloc(samples * bytesPerSample);
  for (let at = 0; at < samples; at += 1) {
    const place = (at * pitches.length) / samples;
    const fade = Math.sin(Math.PI * (place % 1));
    const pitch = pitches[Math.floor(place)] ?? 220;
    sound.writeInt16LE(Math.round(Math.sin((2 * Math.PI * pitch * at) / samplesPerSecond) * loudness * fade), at * bytesPerSample);
  }
  return isRaw ? sound : Buffer.concat([waveHeader(sound.length), sound]);
}
