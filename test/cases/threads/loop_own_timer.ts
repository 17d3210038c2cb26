const ready = new Int32Array(new SharedArrayBuffer(4));
setTimeout(() => {
  Atomics.store(ready, 0, 1);
  Atomics.notify(ready, 0);
}, 10);
Atomics.wait(ready, 0, 0);
//| blocking-wait-on-event-loop: event loop it blocks
