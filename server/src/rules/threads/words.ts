/** How the rules about threads speak of agents, locks and the ways that lead to a place. */
import type { Agent } from '../../analysis/threads/agent.ts';
import { actName, callHead, cellName, lineText } from '../../analysis/threads/detect/sites.ts';
import { callPath, lockName, takenAt } from '../../analysis/threads/detect/frames.ts';
import type { Access } from '../../analysis/threads/shadow.ts';
import type { Token } from '../../analysis/threads/tokens.ts';
import type { Act } from '../../analysis/threads/values.ts';
import type { Knowledge } from '../../analysis/threads/knowledge.ts';
import { baseNameOf, type Program } from '../../analysis/program.ts';
import type { Participant, Place, Related, ScheduleStep } from '../../findings/finding.ts';

export interface Ctx {
  readonly program: Program;
  readonly knowledge: Knowledge;
}

const ORDINALS = ['1st', '2nd', '3rd'];

function instances(agent: Agent): number {
  return agent.world.agents.filter((a) => a.entry === agent.entry && a.main === agent.main).length;
}

export function agentName(agent: Agent): string {
  if (agent.main) return 'the main thread';
  const name = `worker ${baseNameOf(agent.entry)}`;
  if (instances(agent) < 2) return name;
  return `${name} (${ORDINALS[agent.instance] ?? `${agent.instance + 1}th`} instance)`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function participant(id: string, agent: Agent): Participant {
  return { id, name: agent.main ? `main thread (${baseNameOf(agent.entry)})` : agentName(agent) };
}

/** Why two agents can run at once. */
export function signalOf(program: Program, a: Agent, b: Agent): string {
  if (a.entry === b.entry && a.main === b.main) {
    const at = a.startedAt;
    const line = at === undefined ? 'by whoever uses it' : `on ${lineOf(program, at)}`;
    return `${baseNameOf(a.entry)} is started ${instances(a)} times, ${line}`;
  }
  const child = a.main ? b : a;
  const at = child.startedAt;
  const started = at === undefined ? '' : `, started on ${lineOf(program, at)},`;
  return `${agentName(child)}${started} runs at the same time as ${agentName(child === a ? b : a)}`;
}

function lineOf(program: Program, at: Place): string {
  return lineText(program, at, { file: '', start: 0, end: 0 });
}

/** The same cell has several names when agents see it through different views. */
export function nameOf(ctx: Ctx, access: Access): string {
  return cellName(ctx.program, access.site) ?? access.buffer.label ?? 'the shared cell';
}

export function locksText(ctx: Ctx, tokens: readonly Token[]): string {
  return [...new Set(tokens.map((t) => `\`${lockName(ctx.program, ctx.knowledge, t)}\``))].join(' and ');
}

export function lockNames(ctx: Ctx, tokens: readonly Token[]): readonly string[] {
  return [...new Set(tokens.map((t) => lockName(ctx.program, ctx.knowledge, t)))];
}

/** How an agent came to where it is: start, calls, locks taken on the way. */
export function waySteps(
  ctx: Ctx,
  id: string,
  act: Act,
  held: readonly Token[],
  nameOfLock = (token: Token): string => lockName(ctx.program, ctx.knowledge, token),
): ScheduleStep[] {
  const steps: ScheduleStep[] = [];
  const { startedAt } = act.agent;
  if (startedAt !== undefined) steps.push({ participant: id, at: startedAt, text: 'is started' });
  const taken = held
    .map((token) => ({ token, at: takenAt(ctx.knowledge, token).at }))
    .sort((a, b) => a.token.seq - b.token.seq);
  for (const { at, callee } of callPath(act)) {
    if (taken.some((t) => t.at.start === at.start && t.at.file === at.file)) continue;
    steps.push({ participant: id, at: callHead(ctx.program, at), text: `calls ${actName(callee)}` });
  }
  const names: string[] = [];
  for (const { token, at } of taken) {
    const name = nameOfLock(token);
    names.push(name);
    steps.push({ participant: id, at: callHead(ctx.program, at), text: `takes ${name}`, holds: [...names] });
  }
  return steps;
}

export function relatedStart(agent: Agent): Related[] {
  return agent.startedAt === undefined ? [] : [{ at: agent.startedAt, text: `${agentName(agent)} is started here` }];
}
