/**
 * `npm test`: installs what is missing, then types, lint, builds, unit and conformance tests, browser tests.
 * Runs every stage even after a failure and ends with one plain line of counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, ensureSystemTools } from './tools.mjs';

const reports = mkdtempSync(join(tmpdir(), 'thimble-test-'));
const totals = { passed: 0, failed: 0 };

function run(command, args, env = {}) {
  console.log(`\n> ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

/** A stage that passes or fails as one. */
function stage(command, args) {
  totals[run(command, args) ? 'passed' : 'failed']++;
}

/** A stage whose runner writes a JSON report; no report, or no test in it, is a failure. */
function suite(command, args, report, counts, env) {
  const ok = run(command, args, env);
  try {
    const { passed, failed } = counts(JSON.parse(readFileSync(report, 'utf8')));
    totals.passed += passed;
    totals.failed += failed === 0 && (!ok || passed === 0) ? 1 : failed;
  } catch {
    totals.failed++;
  }
}

try {
  ensurePackages();
  ensureSystemTools();
  for (const project of ['core', 'web', 'node', 'service']) stage('npx', ['tsc', '-p', `tsconfig.${project}.json`]);
  stage('npx', ['oxlint', '--deny-warnings', 'src', 'e2e']);
  stage('npm', ['run', '--silent', 'build']);
  const unit = join(reports, 'unit.json');
  suite('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`], unit, (json) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  }));
  for (const project of ['page', 'speed']) {
    const browser = join(reports, `${project}.json`);
    suite('npx', ['playwright', 'test', '-c', 'e2e/playwright.config.ts', '--project', project, '--reporter=list,json'], browser, (json) => ({
      passed: json.stats.expected,
      failed: json.stats.unexpected + json.stats.flaky,
    }), { PLAYWRIGHT_JSON_OUTPUT_NAME: browser });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  totals.failed++;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
