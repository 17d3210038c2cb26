import * as fs from 'fs-extra';
export class C {
  private created = false;
  async store(p: string, r: unknown) {
    if (this.created !== true) {
      this.created = true;
      //| race-across-await: this.created
      await fs.ensureDir(p);
    }
    await fs.writeJSON(p, r);
  }
}
