export class X {
  private static instance?: X;
  static async getInstance() {
    if (!X.instance) {
      X.instance = new X();
      //| race-across-await: X.instance
      await X.instance.init();
    }
    return X.instance;
  }
  private async init() {
    await Promise.resolve();
  }
}
