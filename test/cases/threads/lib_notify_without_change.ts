// The answer is announced but not to be seen: whoever comes to sleep too late sleeps for its whole time.
import { MessageChannel, Worker, isMainThread, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';

export function makeCaller(): (args: unknown) => unknown {
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { flag, port2 }, transferList: [port2] });
  worker.unref();
  return (args) => {
    worker.postMessage(args);
    const status = Atomics.wait(flag, 0, 0, 60_000);
    if (status !== 'ok') throw new Error(status);
    return receiveMessageOnPort(port1);
  };
}

if (!isMainThread) {
  const { flag, port2 } = workerData;
  parentPort!.on('message', (args: unknown) => {
    port2.postMessage(args);
    Atomics.notify(flag, 0);
    //| lost-wakeup: without changing it
  });
}
