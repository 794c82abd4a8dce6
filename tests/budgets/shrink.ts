/** Leaves out steps as long as what is left still fails: first large parts, then single ones. */
export async function shrink<Step>(steps: readonly Step[], fails: (steps: readonly Step[]) => Promise<boolean>): Promise<readonly Step[]> {
  let left = steps;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < left.length; ) {
      const without = [...left.slice(0, start), ...left.slice(start + size)];
      if (await fails(without)) left = without;
      else start += size;
    }
  }
  return left;
}
