import { EventEmitter } from 'events';
declare function load(): Promise<string>;
class X {
  private db?: string;
  constructor(ws: EventEmitter) {
    ws.on('message', this.onMessage.bind(this));
  }
  private async onMessage() {
    if (!this.db) {
      this.db = await load();
      //| race-across-await: this.db
    }
  }
}
export function start(ws: EventEmitter) {
  return new X(ws);
}
