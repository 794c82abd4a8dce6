/** Samples of 16 bit below this are silence. */
const quiet = 500;
/** A turn is over after half a second of it (server VAD's `silence_duration_ms` is 500 by default). */
const silenceBytes = 24_000;

const isQuiet = (sound: Buffer): boolean => {
  for (let at = 0; at + 1 < sound.length; at += 2) if (Math.abs(sound.readInt16LE(at)) >= quiet) return false;
  return true;
};

/** Tells where somebody stopped speaking, by plain loudness, piece by piece. */
export class TurnDetector {
  #hasSpoken = false;
  #silentBytes = 0;

  /** What this piece of sound is the beginning or the end of. */
  hear(sound: Buffer): 'started' | 'stopped' | null {
    if (!isQuiet(sound)) {
      this.#silentBytes = 0;
      const isStart = !this.#hasSpoken;
      this.#hasSpoken = true;
      return isStart ? 'started' : null;
    }
    this.#silentBytes += sound.length;
    if (!this.#hasSpoken || this.#silentBytes < silenceBytes) return null;
    this.#hasSpoken = false;
    this.#silentBytes = 0;
    return 'stopped';
  }
}
