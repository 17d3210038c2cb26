declare function load(): Promise<string>;
export class X {
  db?: string;
  open() {
    const self = this;
    if (self.db) return Promise.resolve(self.db);
    return load().then(function (d) {
      self.db = d;
      //| race-across-await: this.db
      return d;
    });
  }
}
