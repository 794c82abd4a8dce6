/** What was found in an export. */
export interface AuditReport {
  readonly valid: boolean;
  readonly entries: number;
  /** People whose data was erased. */
  readonly erased: number;
  readonly faults: readonly string[];
  /** What the verification could not know. */
  readonly warnings: readonly string[];
  readonly logs: readonly {
    readonly origin: string;
    readonly first: string;
    readonly size: string;
    readonly root: string;
    readonly checkpoints: number;
  }[];
}

export interface VerifyOptions {
  /** Verifier keys that are trusted; without any, the export's own is taken. */
  readonly keys?: readonly string[];
  /** Signed notes that were kept elsewhere. */
  readonly checkpoints?: readonly string[];
  /** Only that no entry was changed, left out, added or moved: what entries say is not opened, and nobody is counted as erased. */
  readonly tree?: boolean;
  /** Told behind each line how many entries there were. */
  readonly onEntry?: (count: number) => void;
}

export interface OpenedCheckpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: string;
}

export declare class AuditVerifier {
  constructor(options?: VerifyOptions);
  line(line: string): Promise<void>;
  finish(): Promise<AuditReport>;
}

/** Texts among the chunks are cut between characters. */
export declare function verifyExport(chunks: AsyncIterable<string | Uint8Array>, options?: VerifyOptions): Promise<AuditReport>;
/** The lines of an archive that was copied into a folder, to be verified with `tree`; `keys` has that of each epoch. */
export declare function readArchive(folder: string, keys: readonly string[]): AsyncGenerator<Uint8Array>;
export declare function verifyProof(
  proof: string,
  keys: readonly string[],
): Promise<{ valid: boolean; faults: string[]; index: string; checkpoint: OpenedCheckpoint; leaf: Record<string, unknown> }>;
export declare function sha256InPlainScript(bytes: Uint8Array): Uint8Array;
