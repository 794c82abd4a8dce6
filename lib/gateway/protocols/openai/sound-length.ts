const msPerSecond = 1000;
/** Kilobits a second of MPEG-1 layer III by the index in its frame header, and of MPEG-2 and 2.5. */
const firstLayerThree = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const secondLayerThree = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const frameSearchMax = 64 * 1024;

/** RIFF WAVE: the bytes of its data at the rate that its format names. */
function waveMs(bytes: Buffer): number | null {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null;
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (kind === 'fmt ' && at + 20 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(at + 16);
    // A file that was written as it was recorded says a size that is not there.
    if (kind === 'data') return bytesPerSecond === 0 ? null : (Math.min(size, bytes.length - at - 8) / bytesPerSecond) * msPerSecond;
    at += 8 + size + (size & 1);
  }
  return null;
}

/** Where the sound begins behind an ID3v2 tag, whose size is four times seven bits. */
function behindTag(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  return 10 + (((bytes[6] ?? 0) << 21) | ((bytes[7] ?? 0) << 14) | ((bytes[8] ?? 0) << 7) | (bytes[9] ?? 0));
}

/** MPEG layer III, taken to be as dense all over as in its first frame. */
function mpegMs(bytes: Buffer): number | null {
  const from = behindTag(bytes);
  const to = Math.min(bytes.length - 3, from + frameSearchMax);
  for (let at = from; at < to; at += 1) {
    const [second, third] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    const isLayerThree = bytes[at] === 0xff && (second & 0xe6) === 0xe2;
    const isFirst = (second & 0x18) === 0x18;
    const kilobits = isLayerThree ? ((isFirst ? firstLayerThree : secondLayerThree)[third >> 4] ?? 0) : 0;
    if (kilobits > 0) return ((bytes.length - at) * 8) / kilobits;
  }
  return null;
}

/** How long a sound file plays, in milliseconds, by its own headers; null for formats that are not read (only WAV and MP3 are). */
export function soundLengthMs(bytes: Buffer): number | null {
  const ms = waveMs(bytes) ?? mpegMs(bytes);
  return ms === null ? null : Math.ceil(ms);
}
