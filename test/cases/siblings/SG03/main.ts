import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

type Template = (name: string) => string;

class Templates {
  private readonly mutex = new Mutex();
  private compiled?: Template;
  compilations = 0;

  private async compile(): Promise<Template> {
    this.compilations += 1;
    await delay(5);
    return (name) => `Dear ${name}`;
  }

  async render(name: string): Promise<string> {
    if (!this.compiled) { //~ race-across-await | inconsistent-locking | non-atomic-update
      await this.mutex.runExclusive(async () => { //~ race-across-await
        this.compiled = await this.compile(); //~ race-across-await | inconsistent-locking | non-atomic-update
      });
    }
    return this.compiled!(name);
  }
}

const templates = new Templates();
await Promise.all(['Ada', 'Alan'].map((name) => templates.render(name)));
console.log(templates.compilations);
