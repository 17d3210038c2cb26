/**
 * The server's side of the analysis thread: promises instead of messages, a time limit, and a fresh thread
 * with the same texts when one dies or never answers.
 */
import { Worker } from 'node:worker_threads';
import type { AnalysisRequest, AnswerOf, FromAnalysis, ToAnalysis } from './analysis-protocol.ts';

/**
 * Whatever takes longer is a loop in the analysis. A project of 136,000 lines needs 20 s of a processor; on a busy
 * machine that is minutes, and starting again would only take longer.
 */
const TIME_LIMIT_MS = 10 * 60_000;

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class AnalysisClient {
  private worker: Worker | undefined;
  private readonly texts = new Map<string, string>();
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private closed = false;

  constructor(
    private readonly script: string,
    private readonly log: (message: string) => void,
    private readonly timeLimitMs = TIME_LIMIT_MS,
  ) {}

  update(path: string, text: string): void {
    if (this.texts.get(path) === text) return;
    this.texts.set(path, text);
    this.worker?.postMessage({ kind: 'update', path, text } satisfies ToAnalysis);
  }

  remove(path: string): void {
    if (!this.texts.delete(path)) return;
    this.worker?.postMessage({ kind: 'remove', path } satisfies ToAnalysis);
  }

  textOf(path: string): string | undefined {
    return this.texts.get(path);
  }

  get size(): number {
    return this.texts.size;
  }

  get paths(): IterableIterator<string> {
    return this.texts.keys();
  }

  /** Rejects when the engine threw, ran out of time or died; the next request finds a fresh thread. */
  ask<K extends AnalysisRequest['kind']>(request: Extract<AnalysisRequest, { kind: K }>): Promise<AnswerOf[K]> {
    if (this.closed) return Promise.reject(new Error('the server is shutting down'));
    const worker = (this.worker ??= this.start());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.replace(new Error(`the analysis did not answer within ${this.timeLimitMs / 1000} s and was ended`));
      }, this.timeLimitMs);
      timer.unref();
      this.pending.set(id, { resolve, reject, timer });
      worker.postMessage({ kind: 'request', id, request } satisfies ToAnalysis);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.failAll(new Error('the server is shutting down'));
    await this.worker?.terminate();
  }

  private start(): Worker {
    // Its standard output is kept away from ours, which may carry the protocol.
    const worker = new Worker(this.script, { stdout: true, stderr: true });
    worker.stdout.on('data', (chunk: Buffer) => this.log(String(chunk).trimEnd()));
    worker.stderr.on('data', (chunk: Buffer) => this.log(String(chunk).trimEnd()));
    worker.on('message', (message: FromAnalysis) => this.receive(message));
    const died = (error: Error): void => {
      if (this.worker === worker && !this.closed) this.replace(error);
    };
    worker.on('error', (error) => died(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => died(new Error(`the analysis ended with code ${code}`)));
    for (const [path, text] of this.texts) worker.postMessage({ kind: 'update', path, text } satisfies ToAnalysis);
    worker.unref();
    return worker;
  }

  private receive(message: FromAnalysis): void {
    if (message.kind === 'trouble') {
      this.log(message.message);
      return;
    }
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    this.pending.delete(message.id);
    clearTimeout(pending.timer);
    if (message.kind === 'answer') pending.resolve(message.answer as never);
    else pending.reject(new Error(message.message));
  }

  private replace(error: Error): void {
    const worker = this.worker;
    this.worker = undefined;
    void worker?.terminate();
    this.failAll(error);
  }

  private failAll(error: Error): void {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.pending.clear();
  }
}
