declare function load(): Promise<string>;
declare function count(): Promise<number>;

/** @interleaveBenign every load gives the same text; a second one is only slower */
let text: string | undefined;

export async function get() {
  text ??= await load();
  return text;
}

export class Meter {
  /** @interleaveBenign a rough figure for the log, nobody adds it up */
  private seen = 0;
  private total = 0;

  async note() {
    this.seen += await count();
  }

  /** @interleaveBenign called once, when the program ends */
  async close() {
    this.total += await count();
  }
}
