import { Mutex, type MutexInterface } from 'async-mutex';

class Handle implements AsyncDisposable {
  private readonly release: MutexInterface.Releaser;

  constructor(release: MutexInterface.Releaser) {
    this.release = release;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
  }
}

const mutex = new Mutex();

async function open(): Promise<Handle> {
  const release = await mutex.acquire();
  return new Handle(release);
}

async function work(): Promise<void> {
  await using _handle = await open();
  await Promise.resolve();
}

const rows = new Mutex();

async function update(): Promise<void> {
  const releases: MutexInterface.Releaser[] = [];
  releases.push(await rows.acquire());
  for (const release of releases) release();
}

await work();
await work();
await Promise.all([work(), work()]);
await update();
await update();
