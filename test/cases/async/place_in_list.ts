// A place in a list is found before the await and written to after it: somebody has taken an earlier element out.
interface Task {
  readonly id: string;
  done: boolean;
}
declare function persist(task: Task): Promise<void>;

export class Board {
  private tasks: Task[] = [];
  drop(id: string): void {
    const i = this.tasks.findIndex((task) => task.id === id);
    if (i >= 0) this.tasks.splice(i, 1);
  }
  async finish(id: string): Promise<void> {
    const i = this.tasks.findIndex((task) => task.id === id);
    await persist(this.tasks[i]);
    this.tasks[i].done = true;
    //| race-across-await: when Board.drop takes something out meanwhile (line 12)
  }
  async replace(task: Task): Promise<void> {
    const i = this.tasks.findIndex((x) => x.id === task.id);
    await persist(task);
    this.tasks[i] = task;
    //| race-across-await: when Board.drop takes something out meanwhile (line 12)
  }
  async again(task: Task): Promise<void> {
    await persist(task);
    const i = this.tasks.findIndex((x) => x.id === task.id);
    this.tasks[i] = task;
  }
}

// Nobody takes anything out.
export class Log {
  private tasks: Task[] = [];
  add(task: Task): void {
    this.tasks.push(task);
  }
  async finish(id: string): Promise<void> {
    const i = this.tasks.findIndex((task) => task.id === id);
    await persist(this.tasks[i]);
    this.tasks[i].done = true;
  }
}
