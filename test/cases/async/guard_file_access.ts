import * as fs from 'fs/promises';
declare function build(): Promise<string>;
export class X {
  private path = '/tmp/a';
  async ensure() {
    try {
      await fs.access(this.path);
    } catch {
      const s = await build();
      await fs.writeFile(this.path, s);
      //| race-across-await: this.path
    }
  }
}
