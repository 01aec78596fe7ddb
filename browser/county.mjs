// The demonstration county as a process of its own, on a fresh directory and a free port.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts the binary with so many letters of history and waits until it answers; gives its address, its accounts and a way
 * to stop it. Visits are not counted against the rate limits: all people of the journeys share one address.
 */
export async function start(binary, letters = 40) {
  const data = mkdtempSync(join(tmpdir(), "renhe-journey-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ["demo", "--data", data, "--listen", listen, "--letters", String(letters), "--unlimited"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const base = `http://${listen}`;
  const until = Date.now() + 180_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`renhe ended with ${child.exitCode}:\n${output}`);
    if (Date.now() > until) throw new Error(`renhe does not answer:\n${output}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const file = join(data, "demo-accounts.json");
  const accounts = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const account = (login) => accounts.find((a) => a.login === login);
  const of = (unit) => accounts.find((a) => a.unit === unit && a.login.startsWith("cb"));
  const headOf = (unit) => accounts.find((a) => a.unit === unit && a.login.startsWith("fz"));
  let stopping = false;
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => {
    if (!stopping) console.error(`renhe ended by itself with ${signal ?? code}:\n${output.slice(-4_000)}`);
    resolve();
  }));
  const stop = async () => {
    stopping = true;
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { base, data, account, of, headOf, stop, output: () => output };
}
