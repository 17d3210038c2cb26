/** N child processes that each hold the function ready: the article's "processes". */
import { fork, type ChildProcess } from 'node:child_process';
import { sharedNow } from '../gil/layout.ts';
import type { FromProcess, ToProcess } from '../entry-process.ts';
import { LabProblem } from '../types.ts';
import type { RuntimeSetup } from './runtime.ts';
import { inTime, loadLimit, patience, timeLimit, youngGenerationMb } from './threads.ts';

export interface ProcessPoolOptions {
  readonly entry: string;
  readonly setup: RuntimeSetup;
  readonly size: number;
  readonly memoryMb: number;
  /** Milliseconds that loading the module may take. */
  readonly loadLimitMs: number;
}

export class ProcessPool {
  readonly #children: readonly ChildProcess[];
  #broken: LabProblem | null = null;
  #onMessage: ((child: number, message: FromProcess) => void) | null = null;
  #onBroken: ((problem: LabProblem) => void) | null = null;
  #closing = false;

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  static async create(options: ProcessPoolOptions): Promise<{ readonly pool: ProcessPool; readonly seconds: number }> {
    const started = sharedNow();
    // A young generation is three semi-spaces; as small as that of a thread, because what is compared is who computes.
    const semiSpaceMb = Math.ceil(youngGenerationMb(options.size) / 3);
    const children = Array.from({ length: options.size }, () =>
      fork(options.entry, [], {
        execArgv: [`--max-old-space-size=${options.memoryMb}`, `--max-semi-space-size=${semiSpaceMb}`],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      }),
    );
    const pool = new ProcessPool(children);
    children.forEach((child, index) => pool.#listen(child, index));
    let ready = 0;
    const message: ToProcess = { type: 'setup', setup: options.setup };
    const loaded = pool.#until((_, reply, resolve, reject) => {
      if (reply.type === 'failed') {
        reject(new LabProblem('load-failed', `The module could not be loaded in a process: ${reply.error}`));
      } else if (reply.type === 'ready' && ++ready === options.size) resolve();
    });
    for (const child of children) child.send(message);
    await inTime(loaded, loadLimit(options.loadLimitMs), patience(options)).catch(async (error: unknown) => {
      await pool.close();
      throw error;
    });
    return { pool, seconds: (sharedNow() - started) / 1000 };
  }

  /** @returns seconds from sending the first order to the end of the last call */
  async run(parties: number, calls: number, locked: boolean, limitMs: number): Promise<number> {
    let ended = 0;
    let done = 0;
    const finished = this.#until((_, reply, resolve, reject) => {
      if (reply.type !== 'done') return;
      if (reply.result.error !== null) {
        reject(new LabProblem('function-threw', `The function threw in a process: ${reply.result.error}`));
        return;
      }
      ended = Math.max(ended, reply.to);
      if (++done === parties) resolve();
    });
    const started = sharedNow();
    const message: ToProcess = { type: 'run', calls, locked };
    for (const child of this.#children.slice(0, parties)) child.send(message);
    await inTime(finished, timeLimit(limitMs), limitMs);
    return (ended - started) / 1000;
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      this.#children.map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve();
            child.once('exit', () => resolve());
            child.kill('SIGKILL');
          }),
      ),
    );
  }

  #listen(child: ChildProcess, index: number): void {
    child.on('message', (message: FromProcess) => this.#onMessage?.(index, message));
    child.on('error', (error) =>
      this.#break(new LabProblem('crashed', `A process could not be started: ${String(error)}`)),
    );
    child.on('exit', (code, signal) => {
      if (this.#closing) return;
      const memory = signal === 'SIGABRT' || code === 134;
      this.#break(
        memory
          ? new LabProblem('memory-limit', 'The function used more memory than a process of the lab may have.')
          : new LabProblem('crashed', `A process of the lab ended by itself (${signal ?? `exit code ${code}`}).`),
      );
    });
  }

  #break(problem: LabProblem): void {
    this.#broken ??= problem;
    this.#onBroken?.(this.#broken);
  }

  #until(
    step: (child: number, message: FromProcess, resolve: () => void, reject: (problem: LabProblem) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) {
        reject(this.#broken);
        return;
      }
      this.#onBroken = reject;
      this.#onMessage = (child, message) => step(child, message, resolve, reject);
    });
  }
}
