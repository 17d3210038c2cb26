/** Programs of several threads whose output does not depend on the schedule; the first file is the main script. */
type Files = Readonly<Record<string, string>>;

const WT = `from 'node:worker_threads'`;

export const PROGRAMS: Readonly<Record<string, Files>> = {
  'worker data is cloned, shared memory is not': {
    'main.mjs': `
      import { Worker } ${WT};
      import { once } from 'node:events';
      const shared = new Int32Array(new SharedArrayBuffer(8));
      const own = new Int32Array([1, 2]);
      const data = { shared, own, nested: { list: [1, 'two', { three: 3 }] }, map: new Map([['k', own]]) };
      const worker = new Worker(new URL('./w.mjs', import.meta.url), { workerData: data });
      const [message] = await once(worker, 'message');
      const [code] = await once(worker, 'exit');
      console.log(shared.join(), own.join(), message.join(), code);`,
    'w.mjs': `
      import { parentPort, workerData, isMainThread, threadId } ${WT};
      const { shared, own, nested, map } = workerData;
      shared[0] = 7; own[0] = 9;
      parentPort.postMessage([isMainThread, threadId, nested.list[1], nested.list[2].three, map.get('k') === own, map.get('k')[0]]);`,
  },
  'messages arrive in order, exit comes last': {
    'main.mjs': `
      import { Worker } ${WT};
      const worker = new Worker(new URL('./w.mjs', import.meta.url));
      worker.on('online', () => console.log('online'));
      worker.on('message', (m) => console.log('message', m));
      worker.once('message', (m) => console.log('first', m));
      worker.on('exit', (code) => console.log('exit', code));
      for (let i = 0; i < 3; i++) worker.postMessage(i);
      worker.postMessage('end');`,
    'w.mjs': `
      import { parentPort } ${WT};
      parentPort.on('message', (m) => {
        if (m === 'end') parentPort.close();
        else parentPort.postMessage(m * 2);
      });`,
  },
  'errors of a worker reach the main thread': {
    'main.mjs': `
      import { Worker } ${WT};
      import { once } from 'node:events';
      for (const how of ['throw', 'reject', 'exit', 'handler']) {
        const worker = new Worker(new URL('./w.mjs', import.meta.url), { workerData: how });
        worker.on('error', (e) => console.log(how, 'error', e.message));
        worker.postMessage(1);
        const [code] = await new Promise((r) => worker.on('exit', (c) => r([c])));
        console.log(how, 'exit', code);
      }
      try { await once(new Worker(new URL('./w.mjs', import.meta.url), { workerData: 'throw' }), 'message'); }
      catch (e) { console.log('once rejects', e.message); }`,
    'w.mjs': `
      import { workerData, parentPort } ${WT};
      if (workerData === 'throw') throw new Error('thrown');
      if (workerData === 'reject') await Promise.reject(new Error('rejected'));
      if (workerData === 'exit') process.exit(3);
      parentPort.on('message', () => { throw new TypeError('in handler'); });`,
  },
  'ports travel in messages': {
    'main.mjs': `
      import { Worker, MessageChannel } ${WT};
      const worker = new Worker(new URL('./w.mjs', import.meta.url));
      const { port1, port2 } = new MessageChannel();
      port1.postMessage('early');
      worker.postMessage({ port: port2, tag: 't' }, [port2]);
      port1.on('message', (m) => {
        console.log('port', m);
        port1.close();
      });
      port1.on('close', () => console.log('closed'));
      try { worker.postMessage(() => 1); } catch (e) { console.log(e.name); }`,
    'w.mjs': `
      import { parentPort } ${WT};
      parentPort.once('message', ({ port, tag }) => {
        port.on('message', (m) => port.postMessage(tag + ':' + m));
      });`,
  },
  'receiveMessageOnPort takes what is there': {
    'main.mjs': `
      import { MessageChannel, receiveMessageOnPort } ${WT};
      const { port1, port2 } = new MessageChannel();
      console.log(receiveMessageOnPort(port2));
      port1.postMessage({ a: 1 });
      port1.postMessage('b');
      console.log(receiveMessageOnPort(port2).message.a, receiveMessageOnPort(port2).message, receiveMessageOnPort(port2));
      port1.close();`,
  },
  'a synchronous call through shared memory': {
    'main.mjs': `
      import { Worker, MessageChannel, receiveMessageOnPort } ${WT};
      const { port1, port2 } = new MessageChannel();
      const signal = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('./w.mjs', import.meta.url), { workerData: { signal, port: port2 }, transferList: [port2] });
      const call = (x) => {
        Atomics.store(signal, 0, 0);
        worker.postMessage(x);
        Atomics.wait(signal, 0, 0);
        return receiveMessageOnPort(port1).message;
      };
      console.log(call(3), call(4), call('x'));
      await worker.terminate();
      console.log('terminated');`,
    'w.mjs': `
      import { parentPort, workerData } ${WT};
      const { signal, port } = workerData;
      parentPort.on('message', (x) => {
        port.postMessage(typeof x === 'number' ? x * x : 'no ' + x);
        Atomics.store(signal, 0, 1);
        Atomics.notify(signal, 0);
      });`,
  },
  'a mutex made of a cell': {
    'main.mjs': `
      import { Worker } ${WT};
      import { once } from 'node:events';
      const cells = new Int32Array(new SharedArrayBuffer(8));
      const workers = Array.from({ length: 3 }, () => new Worker(new URL('./w.mjs', import.meta.url), { workerData: cells }));
      await Promise.all(workers.map((w) => once(w, 'exit')));
      console.log(cells[1]);`,
    'w.mjs': `
      import { workerData as cells } ${WT};
      for (let i = 0; i < 20; i++) {
        while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1);
        cells[1] += 1;
        Atomics.store(cells, 0, 0);
        Atomics.notify(cells, 0, 1);
      }`,
  },
  'waitAsync and notify': {
    'main.mjs': `
      import { Worker } ${WT};
      const cells = new Int32Array(new SharedArrayBuffer(12));
      console.log(Atomics.waitAsync(cells, 0, 5).value, Atomics.waitAsync(cells, 0, 0, 0).value);
      const waiting = Atomics.waitAsync(cells, 0, 0);
      const alive = setInterval(() => {}, 5);
      const short = Atomics.waitAsync(cells, 1, 0, 10);
      console.log(waiting.async, short.async, typeof waiting.value.then);
      console.log(await short.value);
      const worker = new Worker(new URL('./w.mjs', import.meta.url), { workerData: cells });
      worker.on('exit', () => {});
      console.log(await waiting.value, Atomics.load(cells, 0));
      clearInterval(alive);
      console.log(Atomics.wait(cells, 2, 0, 1), Atomics.wait(cells, 0, 0), Atomics.notify(cells, 2));`,
    'w.mjs': `
      import { workerData as cells } ${WT};
      Atomics.store(cells, 0, 1);
      while (Atomics.notify(cells, 0) === 0) Atomics.wait(cells, 2, 0, 1);`,
  },
  'notify wakes in order of arrival': {
    'main.mjs': `
      const cells = new Int32Array(new SharedArrayBuffer(4));
      const order = [];
      const all = [1, 2, 3].map((n) => Atomics.waitAsync(cells, 0, 0).value.then((v) => order.push(n + v)));
      console.log(Atomics.notify(cells, 0, 2));
      await Promise.all(all.slice(0, 2));
      console.log(order.join(), Atomics.notify(cells, 0), Atomics.notify(cells, 0));
      await all[2];
      console.log(order.join());`,
  },
  'environment data and nested workers': {
    'main.mjs': `
      import { Worker, setEnvironmentData, getEnvironmentData } ${WT};
      setEnvironmentData('key', { deep: [1, 2] });
      console.log(getEnvironmentData('key').deep[1], getEnvironmentData('none'));
      const worker = new Worker(new URL('./w.mjs', import.meta.url), { argv: ['a', 'b'], env: { MODE: 'fast' } });
      worker.on('message', (m) => console.log(m));
      worker.on('exit', (c) => console.log('exit', c));`,
    'w.mjs': `
      import { Worker, parentPort, getEnvironmentData } ${WT};
      parentPort.postMessage([getEnvironmentData('key').deep.join(), process.argv[2], process.argv[3], process.env.MODE, String(process.env.NONE)].join(' '));
      const inner = new Worker(new URL('./v.mjs', import.meta.url), { workerData: 5 });
      inner.on('message', (m) => parentPort.postMessage('inner ' + m));`,
    'v.mjs': `
      import { parentPort, workerData, isMainThread } ${WT};
      parentPort.postMessage(workerData * 2 + ' ' + isMainThread);`,
  },
  'broadcast reaches all others': {
    'main.mjs': `
      import { BroadcastChannel } ${WT};
      const [a, b, c] = [1, 2, 3].map(() => new BroadcastChannel('news'));
      const heard = [];
      b.onmessage = (e) => { heard.push('b ' + e.data); if (heard.length === 2) done(); };
      c.onmessage = (e) => { heard.push('c ' + e.data); if (heard.length === 2) done(); };
      a.onmessage = (e) => heard.push('a ' + e.data);
      const done = () => { console.log(heard.sort().join()); for (const x of [a, b, c]) x.close(); };
      a.postMessage('hello');`,
  },
  'termination in the middle': {
    'main.mjs': `
      import { Worker } ${WT};
      const cells = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('./w.mjs', import.meta.url), { workerData: cells });
      worker.on('exit', (c) => console.log('exit', c));
      while (Atomics.load(cells, 0) === 0) await new Promise((r) => setTimeout(r, 1));
      console.log('code', await worker.terminate());
      worker.postMessage('nobody listens');`,
    'w.mjs': `
      import { workerData as cells } ${WT};
      Atomics.store(cells, 0, 1);
      Atomics.wait(cells, 0, 1);
      console.log('never');`,
  },
  'events: order, once, removal, errors': {
    'main.mjs': `
      import { EventEmitter, once, on } from 'node:events';
      class Bus extends EventEmitter { fire(x) { return this.emit('x', x, x + 1); } }
      const bus = new Bus();
      const seen = [];
      const keep = (a, b) => seen.push('k' + a + b);
      bus.on('x', keep).once('x', (a) => seen.push('o' + a)).prependListener('x', (a) => seen.push('p' + a));
      console.log(bus.fire(1), bus.fire(3), bus.listenerCount('x'), bus.emit('none'));
      bus.off('x', keep);
      bus.fire(5);
      console.log(seen.join());
      try { bus.emit('error', new Error('unheard')); } catch (e) { console.log(e.message); }
      setTimeout(() => bus.emit('y', 'later'), 1);
      console.log((await once(bus, 'y')).join());
      setTimeout(() => bus.emit('error', new Error('bad')), 1);
      try { await once(bus, 'y'); } catch (e) { console.log('rejected', e.message); }
      setTimeout(() => { bus.emit('z', 1); bus.emit('z', 2); }, 1);
      for await (const [v] of on(bus, 'z')) { console.log('z', v); if (v === 2) break; }
      const target = new EventTarget();
      target.addEventListener('ping', (e) => console.log(e.type, e instanceof Event), { once: true });
      target.dispatchEvent(new Event('ping')); target.dispatchEvent(new Event('ping'));
      const c = new AbortController();
      c.signal.addEventListener('abort', () => console.log('aborted', c.signal.aborted));
      c.abort(); c.abort();`,
  },
  'timers and promises keep their order': {
    'main.mjs': `
      import { setTimeout as delay, setImmediate as soon } from 'node:timers/promises';
      const log = [];
      setTimeout(() => log.push('t5'), 50);
      setTimeout(() => log.push('t1'), 10);
      Promise.resolve().then(() => log.push('micro'));
      process.nextTick(() => log.push('tick'));
      log.push('sync');
      const v = await delay(20, 'value');
      log.push(v);
      await soon();
      await delay(60);
      console.log(log.filter((x) => x !== 'tick' && x !== 'micro').join(), log.includes('tick'), log.includes('micro'));`,
  },
  'a worker script that runs itself': {
    'main.mjs': `
      import { Worker, isMainThread, parentPort, workerData } ${WT};
      import { fileURLToPath } from 'node:url';
      import { join, dirname } from 'node:path';
      if (isMainThread) {
        const here = fileURLToPath(import.meta.url);
        const results = await Promise.all([1, 2].map((n) => new Promise((resolve) => {
          const script = n === 1 ? here : join(dirname(here), 'main.mjs');
          new Worker(script, { workerData: n }).once('message', resolve);
        })));
        console.log(results.join());
      } else {
        parentPort.postMessage(workerData * 10);
      }`,
  },
  'transferred memory is gone': {
    'main.mjs': `
      import { Worker } ${WT};
      const worker = new Worker(new URL('./w.mjs', import.meta.url));
      const view = new Uint8Array([1, 2, 3]);
      worker.postMessage(view, [view.buffer]);
      console.log(view.length, view.byteLength);
      try { worker.postMessage(view); } catch (e) { console.log(e.name); }
      worker.on('message', (m) => console.log(m.join(), m.length));`,
    'w.mjs': `
      import { parentPort } ${WT};
      parentPort.once('message', (view) => {
        view[0] = 9;
        parentPort.postMessage(view, [view.buffer]);
      });`,
  },
};
