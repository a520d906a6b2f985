// Small disks to break: a tmpfs that fills up, an ext4 in a file whose kernel finds an error and turns it read-only.
// The mounts are those of a namespace of these tests alone (scripts/suites/disk.sh).

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const run = (command, ...options) =>
  execFileSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export class Disk {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'airperk-disk-'));
    this.path = join(this.directory, 'mounted');
    mkdirSync(this.path);
  }

  /** In memory, of so many megabytes. */
  static tmpfs(megabytes) {
    const disk = new Disk();
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'airperk', disk.path);
    return disk;
  }

  /** An ext4 that turns read-only at its first error. */
  static ext4(megabytes) {
    const disk = new Disk();
    const image = join(disk.directory, 'image');
    writeFileSync(image, '');
    truncateSync(image, megabytes * 1024 * 1024);
    run('mkfs.ext4', '-q', '-F', image);
    run('mount', '-o', 'loop,errors=remount-ro', image, disk.path);
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    disk.device = basename(mounts.find((line) => line.split(' ')[1] === disk.path).split(' ')[0]);
    return disk;
  }

  /** A file system on a loop device, mounted as it is by default; nothing where that cannot be. */
  static device(system, megabytes = 400) {
    const disk = new Disk();
    disk.system = system;
    disk.image = join(disk.directory, 'image');
    try {
      writeFileSync(disk.image, '');
      truncateSync(disk.image, megabytes * 1024 * 1024);
      run(`mkfs.${system}`, system === 'ext4' ? '-F' : '-f', '-q', disk.image);
      disk.#mount();
    } catch {
      rmSync(disk.directory, { recursive: true });
      return undefined;
    }
    return disk;
  }

  /** Another disk, with what this device holds now: without what is in memory alone. */
  copy() {
    const disk = new Disk();
    disk.system = this.system;
    disk.image = join(disk.directory, 'image');
    run('cp', '--sparse=always', this.image, disk.image);
    disk.#mount();
    return disk;
  }

  /** An ext4 that believes in more room than there is below it, once `starve` was called. */
  static thin(megabytes) {
    const below = Disk.tmpfs(megabytes + 8);
    const disk = new Disk();
    Object.assign(disk, { below, system: 'ext4', image: join(below.path, 'image') });
    try {
      writeFileSync(disk.image, '');
      truncateSync(disk.image, megabytes * 1024 * 1024);
      run(
        'mkfs.ext4',
        '-F',
        '-q',
        '-J',
        'size=4',
        '-E',
        'lazy_journal_init=0,lazy_itable_init=0,nodiscard',
        disk.image,
      );
      run('fallocate', '-l', `${megabytes}M`, disk.image);
      disk.#mount();
    } catch {
      below.remove();
      return undefined;
    }
    return disk;
  }

  /** What it has not used yet is not there any more: the kernel finds that out when it writes pages back. */
  starve() {
    run('sync', '-f', this.path);
    run('fstrim', this.path);
    this.below.fill(64 * 1024);
  }

  feed() {
    this.below.clear();
  }

  /** As the machine's orderly restart does. */
  restart() {
    run('umount', this.path);
    this.#mount();
  }

  // xfs knows that the copy has a name that is mounted already.
  #mount() {
    run('mount', '-o', this.system === 'xfs' ? 'loop,nouuid' : 'loop', this.image, this.path);
  }

  get freeBytes() {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Takes all room but so many bytes; gives it back with `clear`. */
  fill(leave) {
    this.ballast = join(this.path, 'ballast');
    run('fallocate', '-l', String(this.freeBytes - leave), this.ballast);
  }

  clear() {
    rmSync(this.ballast);
  }

  remount(options) {
    run('mount', '-o', `remount,${options}`, this.path);
  }

  /** The kernel sees an error on the disk, and from now on writes nothing to it. */
  breakDown() {
    writeFileSync(`/sys/fs/ext4/${this.device}/trigger_fs_error`, 'tests');
  }

  remove() {
    run('umount', '--lazy', this.path);
    rmSync(this.directory, { recursive: true });
    this.below?.remove();
  }
}
