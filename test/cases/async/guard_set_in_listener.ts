import { Socket } from 'net';
export class X {
  private connected = false;
  private s = new Socket();
  async connect() {
    if (this.connected) return;
    await new Promise<void>((res) => {
      this.s.once('connect', () => {
        this.connected = true;
        //| race-across-await: this.connected
        res();
      });
      this.s.connect(1);
    });
  }
}
