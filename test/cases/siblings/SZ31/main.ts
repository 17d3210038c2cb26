import { EventEmitter } from 'node:events';

class Link extends EventEmitter<{ fail: []; tick: [] }> {
  failures = 0;
}

async function ping(link: Link): Promise<void> {
  const before = link.failures; //~ race-across-await
  const response = await fetch('https://example.test/ping');
  link.failures = response.ok ? 0 : before + 1; //~ race-across-await
}

const link = new Link();
link.on('fail', () => {
  link.failures += 1;
});
link.on('tick', () => void ping(link));
setInterval(() => link.emit('tick'), 1_000);
