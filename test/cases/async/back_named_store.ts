export class K {
  constructor(private store: any) {}
  async send() {
    const n = await this.store.getSequence();
    await fetch('x' + n);
    await this.store.updateSequence(n + 1);
    //| race-across-await: the Sequence of this.store
  }
}
