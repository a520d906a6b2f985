// Small disks to break: a tmpfs that fills up, an ext4 in a file whose kernel finds an error and turns it read-only.
// The mounts are those of a namespace of these tests alone (scripts/suites/disk.sh).

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const run = (command, ...options) => execFileSync(command, options, { encoding: 'utf8' });

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
  }
}
