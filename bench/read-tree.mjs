// The yardstick of the benchmark: a fresh process that lists a tree with readdirSync and opens, reads and closes each file once.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(4 << 20);
const walk = folder => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== '.git') walk(path);
    } else if (entry.isFile()) {
      const fd = openSync(path, 'r');
      while (readSync(fd, buffer, 0, buffer.length, null) === buffer.length);
      closeSync(fd);
    }
  }
};
walk(process.argv[2]);
