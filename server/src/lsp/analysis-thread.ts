/** Entry of the thread that holds the engine: answers one message after the other, and reports what throws. */
import { parentPort } from 'node:worker_threads';
import { Engine, type AnalysisResult } from '../engine.ts';
import { nodeProjectFs } from '../project/node-fs.ts';
import type { AnalysisRequest, AnswerOf, FromAnalysis, ToAnalysis } from './analysis-protocol.ts';
import { outline } from './outline.ts';

const texts = new Map<string, string>();
const engine = new Engine({
  readFile: (path) => texts.get(path) ?? nodeProjectFs.readText(path),
  fileExists: (path) => texts.has(path) || nodeProjectFs.kind(path) === 'file',
});
let generation = 0;
let last: AnalysisResult = { findings: [], notes: [] };
/** Findings of files that changed since are stale: their offsets no longer fit. */
let touched = false;

function answer(request: AnalysisRequest): AnswerOf[keyof AnswerOf] {
  switch (request.kind) {
    case 'analyse': {
      const start = performance.now();
      last = engine.analyse();
      touched = false;
      generation++;
      const milliseconds = performance.now() - start;
      return { generation, findings: last.findings, notes: last.notes, milliseconds };
    }
    case 'fixes':
      if (request.generation !== generation || touched) return request.indices.map(() => []);
      return request.indices.map((index) => {
        const finding = last.findings[index];
        return finding === undefined ? [] : engine.fixesFor(finding);
      });
    case 'outline':
      return outline(request.path, request.text);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function receive(message: ToAnalysis): FromAnalysis | undefined {
  switch (message.kind) {
    case 'update':
      touched = true;
      texts.set(message.path, message.text);
      try {
        engine.update(message.path, message.text);
      } catch (error) {
        return { kind: 'trouble', message: `${message.path} could not be taken in: ${describe(error)}` };
      }
      return undefined;
    case 'remove':
      touched = true;
      texts.delete(message.path);
      engine.remove(message.path);
      return undefined;
    case 'request':
      try {
        return { kind: 'answer', id: message.id, answer: answer(message.request) };
      } catch (error) {
        return { kind: 'failed', id: message.id, message: describe(error) };
      }
  }
}

parentPort?.on('message', (message: ToAnalysis) => {
  const reply = receive(message);
  if (reply !== undefined) parentPort?.postMessage(reply);
});
