// The thread of a library ends on demand without a word to whoever still waits for it.
import { Worker } from 'node:worker_threads';

const STATE = 0;
const DONE = 1;

export class Writer {
  private readonly state = new Int32Array(new SharedArrayBuffer(8));
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.state });
  private written = 0;

  write(): void {
    this.written++;
    Atomics.store(this.state, STATE, this.written);
    Atomics.notify(this.state, STATE);
  }

  end(): void {
    Atomics.store(this.state, STATE, -1);
    Atomics.notify(this.state, STATE);
  }

  flush(): void {
    for (;;) {
      const done = Atomics.load(this.state, DONE);
      if (done === this.written) return;
      Atomics.wait(this.state, DONE, done);
      //| lost-wakeup: can have ended by then
    }
  }
}

// file: worker.ts
import { workerData } from 'node:worker_threads';

const state = workerData as Int32Array;
for (;;) {
  const done = Atomics.load(state, 1);
  const wanted = Atomics.load(state, 0);
  if (wanted === -1) break;
  if (wanted === done) {
    Atomics.wait(state, 0, wanted);
    continue;
  }
  Atomics.store(state, 1, wanted);
  Atomics.notify(state, 1);
}
