/**
 * Entry of the thread that holds the engine: answers one message after the other, and reports what throws. While it
 * analyses it looks for messages now and then: a text that changes ends the analysis, whose result would be of no use,
 * and what can be answered without its result is answered.
 */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { GivenUp } from '../analysis/tracking.ts';
import { Engine, type AnalysisResult } from '../engine.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import { nodeProjectFs } from '../project/node-fs.ts';
import type { AnalysisRequest, Annotation, AnswerOf, FromAnalysis, ToAnalysis } from './analysis-protocol.ts';
import { outline } from './outline.ts';

const texts = new Map<string, string>();
const engine = new Engine({
  readFile: (path) => texts.get(path) ?? nodeProjectFs.readText(path),
  fileExists: (path) => texts.has(path) || nodeProjectFs.kind(path) === 'file',
});
let generation = 0;
let last: AnalysisResult = { findings: [], notes: [], offers: [] };
/** Files that changed since: offsets in them no longer fit. */
const touched = new Set<string>();
/** Came while an analysis was running, and wait for its end. */
const backlog: ToAnalysis[] = [];

function analyse(): AnswerOf['analyse'] {
  const start = performance.now();
  try {
    last = engine.analyse({ isWanted: hearMeanwhile });
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    throw error;
  }
  touched.clear();
  generation++;
  return { generation, findings: last.findings, notes: last.notes, milliseconds: performance.now() - start };
}

/** Takes in what has been sent since the analysis began; false when that makes its result worthless. */
function hearMeanwhile(): boolean {
  if (parentPort === null) return true;
  for (;;) {
    const received = receiveMessageOnPort(parentPort) as { readonly message: ToAnalysis } | undefined;
    if (received === undefined) break;
    const { message } = received;
    if (message.kind === 'request' && message.request.kind !== 'analyse' && !backlog.some(isEdit)) reply(message);
    else backlog.push(message);
  }
  return !backlog.some(isEdit);
}

const isEdit = ({ kind }: ToAnalysis): boolean => kind === 'update' || kind === 'remove';

function fixesFor(finding: Finding | undefined): readonly Fix[] {
  if (finding === undefined) return [];
  const { at, related, schedule } = finding;
  const places = [at, ...related.map((each) => each.at), ...schedule.steps.map((each) => each.at)];
  if (places.some(({ file }) => touched.has(file))) return [];
  return engine.fixesFor(finding).filter(({ edits }) => !edits.some(({ file }) => touched.has(file)));
}

/** Annotations for the declaration under the cursor. */
function annotations({ path, start, end }: Extract<AnalysisRequest, { kind: 'annotations' }>): readonly Annotation[] {
  return last.offers.flatMap((offer): Annotation[] => {
    if (offer.at.file !== path || end < offer.at.start || offer.at.end < start) return [];
    const edit = engine.annotate(offer);
    return edit === undefined ? [] : [{ title: `Annotate ${offer.what} with @${offer.tag} ${offer.lock}`, edit }];
  });
}

function answer(request: AnalysisRequest): AnswerOf[keyof AnswerOf] {
  switch (request.kind) {
    case 'analyse':
      return analyse();
    case 'fixes':
      if (request.generation !== generation) return request.indices.map(() => []);
      return request.indices.map((index) => fixesFor(last.findings[index]));
    case 'annotations':
      return request.generation === generation && !touched.has(request.path) ? annotations(request) : [];
    case 'outline':
      return outline(request.path, request.text);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function receive(message: ToAnalysis): FromAnalysis | undefined {
  switch (message.kind) {
    case 'update':
      touched.add(message.path);
      texts.set(message.path, message.text);
      try {
        engine.update(message.path, message.text);
      } catch (error) {
        return { kind: 'trouble', message: `${message.path} could not be taken in: ${describe(error)}` };
      }
      return undefined;
    case 'remove':
      touched.add(message.path);
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

function reply(message: ToAnalysis): void {
  const said = receive(message);
  if (said !== undefined) parentPort?.postMessage(said);
}

parentPort?.on('message', (message: ToAnalysis) => {
  reply(message);
  for (let next = backlog.shift(); next !== undefined; next = backlog.shift()) reply(next);
});
