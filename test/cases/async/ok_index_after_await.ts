// Found again after the await, removed before it, looked at again, kept by nobody else, or one after the other.
import { Mutex } from 'async-mutex';

interface Job {
  readonly id: string;
  run(): Promise<void>;
}

export class Queue {
  private readonly jobs: Job[] = [];
  private readonly mutex = new Mutex();

  async foundAgain(job: Job): Promise<void> {
    if (!this.jobs.includes(job)) return;
    await job.run();
    const index = this.jobs.indexOf(job);
    if (index >= 0) this.jobs.splice(index, 1);
  }

  async removedFirst(job: Job): Promise<void> {
    const index = this.jobs.indexOf(job);
    if (index < 0) return;
    this.jobs.splice(index, 1);
    await job.run();
  }

  async lookedAgain(id: string): Promise<void> {
    const index = this.jobs.findIndex((job) => job.id === id);
    await fetch(`/run/${id}`);
    if (this.jobs[index]?.id === id) this.jobs.splice(index, 1);
  }

  async locked(job: Job): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const index = this.jobs.indexOf(job);
      await job.run();
      this.jobs.splice(index, 1);
    });
  }

  async own(ids: string[]): Promise<string[]> {
    const left = [...ids];
    const index = left.indexOf('a');
    await fetch('/a');
    left.splice(index, 1);
    return left;
  }
}
