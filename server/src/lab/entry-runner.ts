/** The lab's own process: takes one request from its parent, runs it, answers, and ends when the parent is gone. */
import { runBankSession } from './bank/session.ts';
import type { BankReport, BankRequest } from './bank/types.ts';
import { runSession } from './session.ts';
import { LabProblem, type BenchProgress, type BenchReport, type BenchRequest, type LabProblemCode } from './types.ts';

export interface ToRunner {
  readonly type: 'run';
  readonly request: BenchRequest | BankRequest;
  readonly text: string;
  readonly entries: string;
  readonly temporary: string;
}

export type FromRunner =
  | { readonly type: 'progress'; readonly progress: BenchProgress }
  | { readonly type: 'report'; readonly report: BenchReport | BankReport }
  | {
      readonly type: 'problem';
      readonly code: LabProblemCode;
      readonly message: string;
      readonly parameters: readonly string[];
    };

const send = (message: FromRunner): void => void process.send?.(message);

process.on('disconnect', () => process.exit(0));

/** Heap limits do not count buffers; the memory of this process with all its threads does. */
function watchMemory(request: ToRunner['request']): void {
  const threads = 'kind' in request ? 1 : Math.max(...(request.counts ?? [8])) + 2;
  const most = ((request.memoryMb ?? 512) * threads + 512) * 1024 * 1024;
  setInterval(() => {
    if (process.memoryUsage.rss() <= most) return;
    const message = 'The function used more memory than the threads of the lab may have together.';
    send({ type: 'problem', code: 'memory-limit', message, parameters: [] });
  }, 250).unref();
}

process.on('message', (message: ToRunner) => {
  watchMemory(message.request);
  const onProgress = (progress: BenchProgress): void => send({ type: 'progress', progress });
  const { request, text, entries, temporary } = message;
  const options = { entries, temporary, onProgress };
  const session: Promise<BenchReport | BankReport> =
    'kind' in request ? runBankSession(request, text, options) : runSession(request, text, options);
  session.then(
    (report) => send({ type: 'report', report }),
    (error: unknown) => {
      if (error instanceof LabProblem) {
        send({ type: 'problem', code: error.code, message: error.message, parameters: error.parameters });
      } else {
        send({
          type: 'problem',
          code: 'crashed',
          message: `The lab itself failed: ${String((error as Error)?.stack)}`,
          parameters: [],
        });
      }
    },
  );
});
