// Runs the real binary: its commands to the end, its server until it is stopped.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

// npm and npx run in e2e/.
const checkout = resolve("..");
const binary = process.env["DAYBOOK_BIN"] ?? join(checkout, "target/debug/daybook");
const client = process.env["DAYBOOK_WEB_DIR"] ?? join(checkout, "crates/web/dist");

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/** A Daybook of its own: a fresh directory with a SQLite database in it. */
export class Daybook {
  private server: ChildProcess | undefined;
  private isStopping = false;

  private constructor(private readonly directory: string) {}

  static async create(): Promise<Daybook> {
    return new Daybook(await mkdtemp(join(tmpdir(), "daybook-e2e-")));
  }

  /** Runs a command and answers the last line that it prints: commands that make something print its id or key. */
  async run(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, args, { env: this.environment() });
    return stdout.trim().split("\n").at(-1) ?? "";
  }

  /** Starts the server on a free port and answers its address. */
  async serve(): Promise<string> {
    const server = spawn(binary, ["serve", "--listen", "127.0.0.1:0"], {
      env: this.environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.server = server;
    process.once("exit", () => server.kill("SIGKILL"));
    server.once("exit", (code, signal) => {
      if (!this.isStopping) console.error(`the server ended by itself: ${code ?? signal}`);
    });
    const address = new Promise<string>((found, failed) => {
      server.once("error", failed);
      server.once("exit", (code) => failed(new Error(`the server ended with ${code} before it listened`)));
      setTimeout(() => failed(new Error("the server did not say where it listens")), START_TIMEOUT_MS).unref();
      createInterface({ input: server.stdout }).on("line", (line) => {
        const url = /^Daybook serves (\S+)/.exec(line)?.[1];
        if (url) found(url);
      });
    });
    return await address;
  }

  /** Stops the server as an operator would, and removes the data. */
  async stop(): Promise<void> {
    const server = this.server;
    this.isStopping = true;
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      const killer = setTimeout(() => server.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(killer);
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DAYBOOK_DATABASE_URL: `sqlite://${join(this.directory, "daybook.db")}`,
      DAYBOOK_WEB_DIR: client,
      DAYBOOK_LOG: "error",
      // Tests receive on this machine.
      DAYBOOK_WEBHOOK_ALLOW: "127.0.0.1",
    };
  }
}
