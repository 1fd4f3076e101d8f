import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const patience = 300_000;

/** The server under test: the one a data directory names, or one started here. */
export async function server() {
  const given = process.env.OHMSTEAD_DATA_DIR;
  if (given) return { ...(await firstLogin(given)), stop: async () => {} };
  return start();
}

/** The first login that a data directory names. */
export async function firstLogin(data) {
  const { url, email, password } = JSON.parse(await readFile(join(data, 'first-login.json'), 'utf8'));
  const own = join(data, 'edge', 'panel-login.json'); // of the edge's panel, once it is served
  const panel = existsSync(own) ? JSON.parse(await readFile(own, 'utf8')) : {};
  return { url: url.replace(/\/$/, ''), email, password, panel };
}

/** The program under test. */
export function program() {
  const binary = process.env.OHMSTEAD_BIN ?? new URL('../../bin/ohmstead', import.meta.url).pathname;
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build, or name a binary in OHMSTEAD_BIN`);
  return binary;
}

async function start() {
  const binary = program();
  const data = await mkdtemp(join(tmpdir(), 'ohmstead-e2e-'));
  await chmod(data, 0o711); // started as root, the database runs as another account and must get through
  const [http, panel] = await freePorts(2);
  const child = spawn(binary, ['up', '--data', data, '--http', `127.0.0.1:${http}`, '--panel', `127.0.0.1:${panel}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk) > 400 && said.shift());
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    await exit;
    clearTimeout(timer);
    await rm(data, { recursive: true, force: true });
  };
  try {
    await ready(data, child);
    return { ...(await firstLogin(data)), stop };
  } catch (error) {
    if (child.exitCode === null) await stop();
    throw new Error(`${error.message}; it said:\n${Buffer.concat(said).toString()}`);
  }
}

// A site counts as ready when its first values can be seen.
async function ready(data, child) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`ohmstead up ended with status ${child.exitCode}`);
    if (existsSync(join(data, 'first-login.json')) && (await hasValues(await firstLogin(data)))) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`ohmstead up showed no value within ${patience / 1000} s`);
}

async function hasValues({ url, email, password, panel }) {
  if (!panel.url) return false;
  try {
    const login = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (!login.ok) return false;
    const { token } = await login.json();
    const headers = { Authorization: `Bearer ${token}` };
    const sites = await (await fetch(`${url}/api/sites`, { headers })).json();
    return sites.items.some((site) => site.now.grid_watts !== null);
  } catch {
    return false;
  }
}

/**
 * So many ports of this machine that nothing listens on, no two alike. They lie below those that Linux gives to
 * outgoing connections (ip_local_port_range): any of those would take one before its server listens.
 */
export async function freePorts(count) {
  const probes = [];
  while (probes.length < count) {
    const probe = createServer();
    const port = 10_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((resolve) => probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
    if (free) probes.push({ probe, port });
  }
  for (const { probe } of probes) await new Promise((resolve) => probe.close(resolve));
  return probes.map(({ port }) => port);
}
