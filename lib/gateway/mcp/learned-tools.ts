const serversMax = 10_000;
const toolsMaxPerServer = 1_000;
const nameLengthMax = 128;

/** The tools that servers listed, or carried out, since this process began: names that are recorded, and that no caller could invent. */
export class LearnedTools {
  readonly #byServer = new Map<string, Set<string>>();

  has(serverId: string, name: string): boolean {
    return this.#byServer.get(serverId)?.has(name) === true;
  }

  /** What is too long to be recorded, or one too many, is not noted. */
  add(serverId: string, name: string): void {
    const known = this.#byServer.get(serverId) ?? new Set<string>();
    if (name.length > nameLengthMax || known.size >= toolsMaxPerServer) return;
    known.add(name);
    if (this.#byServer.has(serverId)) return;
    const [oldest] = this.#byServer.keys();
    if (oldest !== undefined && this.#byServer.size >= serversMax) this.#byServer.delete(oldest);
    this.#byServer.set(serverId, known);
  }
}
