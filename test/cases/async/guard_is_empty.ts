import _ from 'lodash';
declare function load(): Promise<Record<string, string>>;
export class X {
  private cache: Record<string, string> = {};
  async all() {
    if (_.isEmpty(this.cache)) {
      this.cache = await load();
      //| race-across-await: this.cache
    }
    return this.cache;
  }
}
