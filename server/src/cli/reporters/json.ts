/** One JSON object for other programs: findings as they are, with lines and columns added. */
import type { Located, Report, Reporter } from '../report.ts';

function spot(at: Located): Readonly<Record<string, string | number>> {
  return {
    file: at.file,
    line: at.start.line,
    column: at.start.column,
    endLine: at.end.line,
    endColumn: at.end.column,
  };
}

function toJson(report: Report): unknown {
  return {
    version: 1,
    tool: { name: 'interleave', version: report.version },
    findings: report.findings.map(({ finding, at, fingerprint, fixes }) => ({
      rule: finding.rule,
      severity: finding.severity,
      ...spot(at),
      message: finding.message,
      signal: finding.signal,
      fingerprint,
      schedule: {
        participants: finding.schedule.participants,
        steps: finding.schedule.steps.map((step) => ({
          participant: step.participant,
          text: step.text,
          holds: step.holds ?? [],
          ...spot(report.locate(step.at)),
        })),
      },
      related: finding.related.map((related) => ({ text: related.text, ...spot(report.locate(related.at)) })),
      fixes: fixes.map((fix) => ({ title: fix.title, preferred: fix.preferred })),
    })),
    notes: report.notes.map((note) => ({
      kind: note.kind,
      message: note.message,
      ...(note.at !== undefined
        ? spot(report.locate(note.at))
        : note.file !== undefined
          ? { file: report.nameOf(note.file) }
          : {}),
    })),
    summary: {
      files: report.fileCount,
      findings: report.findings.length,
      milliseconds: Math.round(report.milliseconds),
    },
  };
}

export const json: Reporter = (report) => JSON.stringify(toJson(report), null, 2);
