import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { StartupError } from "../config.ts";
import { type Binaries, copyBinaries, findBinaries, linkLibraries } from "./binaries.ts";

/** PostgreSQL refuses to run as root, so root runs it as `nobody`. */
const NOBODY = 65_534;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, its end included. */
const SOCKET_PATH_BYTES = 103;

/** Where one embedded server lives, and as whom it runs. */
export interface Place {
  binaries: Binaries;
  /** PostgreSQL's own data folder. */
  data: string;
  /** The folder of the unix socket. Only the server's user and root may enter it. */
  socket: string;
  log: string;
  /** The folder below /var/tmp, where programs and data had to be moved there. */
  moved: string | undefined;
  /** Present when we are root. */
  identity: { uid: number; gid: number } | undefined;
}

/**
 * Prepares the folders of the server below `dataDir`, or below /var/tmp where its user cannot reach `dataDir`. Programs
 * that cannot be reached are copied there once, for all data folders of this checkout.
 */
export function preparePlace(dataDir: string, log: (line: string) => void): Place {
  let folder = resolve(dataDir);
  makeWritable(folder);
  let binaries = findBinaries();
  let moved: string | undefined;
  const root = process.getuid?.() === 0;
  if (root) {
    const home = join("/var/tmp", `open-tax-${hash(folder)}`);
    const there = existsSync(join(home, "postgres", "PG_VERSION"));
    if (there || !traversable(folder)) {
      makeHome(home);
      if (!there) moveData(join(folder, "postgres"), join(home, "postgres"));
      log(
        `The database runs as an unprivileged user who cannot enter ${folder}; its programs and data are in ${home}.`,
      );
      folder = home;
      moved = home;
      linkLibraries(binaries);
      binaries = copyBinaries(binaries, home);
    } else if (!traversable(join(binaries.native, "bin"))) {
      const programs = join("/var/tmp", `open-tax-${hash(binaries.native)}`);
      if (!existsSync(programs)) {
        log(
          `The database runs as an unprivileged user who cannot enter ${binaries.native}; its programs are copied to ${programs}.`,
        );
      }
      makeHome(programs);
      linkLibraries(binaries);
      binaries = copyBinaries(binaries, programs);
    }
  }
  if (!linkLibraries(binaries)) {
    binaries = copyBinaries(binaries, folder);
    linkLibraries(binaries);
  }
  const data = join(folder, "postgres");
  const identity = root ? ownerOf(data) : undefined;
  return {
    binaries,
    data,
    socket: socketFolder(folder, identity),
    log: join(folder, "postgres.log"),
    moved,
    identity,
  };
}

/** A private folder of the server's user. */
export function makePrivate(folder: string, identity: Place["identity"]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (identity) chownSync(folder, identity.uid, identity.gid);
}

function makeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartupError(
      `The data folder ${folder} cannot be written (${code}); set OPEN_TAX_DATA to one that can.`,
      { cause },
    );
  }
}

/** Copies the data of a server that ran where its user no longer may go, all or nothing, owners kept. */
function moveData(from: string, to: string): void {
  if (!existsSync(join(from, "PG_VERSION"))) return;
  const unfinished = `${to}.${process.pid}`;
  execFileSync("cp", ["-a", from, unfinished]);
  rmSync(join(unfinished, "postmaster.pid"), { force: true });
  renameSync(unfinished, to);
}

/** A folder in the world-writable /var/tmp is trusted only when it is ours. */
function makeHome(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const found = lstatSync(home);
  if (!found.isDirectory() || found.uid !== 0 || found.mode & 0o022) {
    throw new StartupError(
      `${home} belongs to somebody else; remove it, or set OPEN_TAX_DATA to a folder every user can enter.`,
    );
  }
  chmodSync(home, 0o711);
}

/** Root keeps the data of an ordinary user with that user. */
function ownerOf(data: string): { uid: number; gid: number } {
  const found = statSync(data, { throwIfNoEntry: false });
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : { uid: NOBODY, gid: NOBODY };
}

/** Whether any user may pass through every folder on the way. */
function traversable(folder: string): boolean {
  if (!(statSync(folder).mode & 0o001)) return false;
  return dirname(folder) === folder || traversable(dirname(folder));
}

function socketFolder(folder: string, identity: Place["identity"]): string {
  const near = join(folder, "socket");
  const short = Buffer.byteLength(join(near, ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES;
  const socket = short ? near : join(tmpdir(), `open-tax-${hash(folder)}`);
  makePrivate(socket, identity);
  const found = lstatSync(socket);
  if (!found.isDirectory() || found.uid !== (identity?.uid ?? process.getuid?.()) || found.mode & 0o077) {
    throw new StartupError(
      `${socket} belongs to somebody else; remove it, or set OPEN_TAX_DATA to a shorter path.`,
    );
  }
  return socket;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
