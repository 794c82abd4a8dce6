/** What a path of C2SP tlog-tiles names. */
export interface TilePath {
  readonly level: number;
  readonly index: bigint;
  /** Hashes wanted; 256 for a full tile. */
  readonly width: number;
}

/** Reads `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits of which all but the last begin with `x`. */
export function parseTilePath(path: string): TilePath | undefined {
  const [, level, groups, width] = /^tile\/(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  return { level: Number(level), index: BigInt(groups.replaceAll(/[x/]/g, '')), width: width === undefined ? 256 : Number(width) };
}

/** The path of a tile, as archives name it. */
export function tilePath({ level, index, width }: TilePath): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const named = groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join('/');
  return `tile/${level}/${named}${width === 256 ? '' : `.p/${width}`}`;
}
