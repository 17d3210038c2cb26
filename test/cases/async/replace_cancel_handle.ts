export class A8 {
  private cancel?: () => void;
  client: any;
  async connect() {
    if (this.cancel) {
      this.cancel();
    }
    this.cancel = await this.client.retry();
    //| race-across-await: this.cancel
  }
}
