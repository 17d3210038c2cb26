// Two threads have an end each of what this class makes; whoever sleeps at one end is not told that it was closed.
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

const EMPTY = 0;
const SENT = 1;
const CLOSED = 2;

export class SyncPort {
  static channel(): MessageChannel {
    const channel = new MessageChannel();
    const state = new SharedArrayBuffer(4);
    channel.port1.postMessage(state);
    channel.port2.postMessage(state);
    return channel;
  }

  private readonly state: Int32Array;

  constructor(private readonly port: MessagePort) {
    const first = receiveMessageOnPort(port) as { message: SharedArrayBuffer } | undefined;
    if (first === undefined) throw new Error('not a port of SyncPort.channel()');
    this.state = new Int32Array(first.message);
  }

  send(value: unknown): void {
    this.port.postMessage(value);
    if (Atomics.compareExchange(this.state, 0, EMPTY, SENT) === EMPTY) Atomics.notify(this.state, 0);
  }

  receive(): unknown {
    for (;;) {
      const was = Atomics.compareExchange(this.state, 0, SENT, EMPTY);
      const got = receiveMessageOnPort(this.port) as { message: unknown } | undefined;
      if (got !== undefined) return got.message;
      if (was === CLOSED) throw new Error('closed');
      Atomics.wait(this.state, 0, EMPTY);
    }
  }

  close(): void {
    Atomics.store(this.state, 0, CLOSED);
    //| lost-wakeup
    this.port.close();
  }
}
