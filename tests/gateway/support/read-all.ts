/** Reads a body to its end, or to where its connection is broken off. */
export async function readAll(response: Response): Promise<{ readonly text: string; readonly isBrokenOff: boolean }> {
  const chunks: Uint8Array[] = [];
  let isBrokenOff = false;
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch {
    isBrokenOff = true;
  }
  return { text: Buffer.concat(chunks).toString(), isBrokenOff };
}
