import * as fs from 'fs';
export class X {
  private dir = '/tmp/a';
  async ensure() {
    if (!fs.existsSync(this.dir)) {
      await fs.promises.mkdir(this.dir);
      //| race-across-await: this.dir
    }
  }
}
