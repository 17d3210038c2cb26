import { Mutex } from 'async-mutex';
const mutex = new Mutex();
const jobs: { done: boolean; runs: number }[] = [];
export async function tick(): Promise<void> {
  for (const job of jobs) {
    const release = await mutex.acquire();
    //| unreleased-lock
    if (job.done) continue;
    job.runs += 1;
    release();
  }
}
