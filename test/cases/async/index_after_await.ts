// A place in a list is found before the await and removed after it: another call has removed its own meanwhile.
interface Job {
  readonly id: string;
  run(): Promise<void>;
}
const jobs: Job[] = [];

export async function finish(id: string): Promise<void> {
  const index = jobs.findIndex((job) => job.id === id);
  if (index < 0) return;
  await jobs[index].run();
  jobs.splice(index, 1);
  //| race-across-await: Two calls of finish can both find their place in jobs
}

export class Queue {
  private readonly waiting: string[] = [];
  add(id: string): void {
    this.waiting.push(id);
  }
  async drop(id: string): Promise<void> {
    const at = this.waiting.indexOf(id);
    if (at !== -1) {
      await fetch(`/drop/${id}`);
      this.waiting.splice(at, 1);
      //| race-across-await: Two calls of Queue.drop can both find their place in this.waiting
    }
  }
}
