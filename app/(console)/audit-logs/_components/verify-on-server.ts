interface Part {
  readonly valid: boolean;
  readonly verified: number;
  readonly next_index: string | null;
  readonly next_epoch: number | null;
  readonly faults: readonly string[];
}

/** Compares rows, tiles and checkpoints in the database, part by part; what an export does not hold. */
export async function verifyOnServer(onProgress: (entries: number) => void): Promise<readonly string[]> {
  const faults: string[] = [];
  let entries = 0;
  let next: { index: string; epoch: number | null } | null = { index: '0', epoch: null };
  while (next !== null) {
    const query = new URLSearchParams({ from_index: next.index, ...(next.epoch === null ? {} : { epoch: String(next.epoch) }) });
    const answer = await fetch(`/api/v1/audit-logs/verify?${query}`);
    if (!answer.ok) throw new Error(`The verification answered with status ${answer.status}.`);
    const part: Part = await answer.json();
    faults.push(...part.faults);
    entries += part.verified;
    onProgress(entries);
    next = part.next_index === null ? null : { index: part.next_index, epoch: part.next_epoch };
  }
  return faults;
}
