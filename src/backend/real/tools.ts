import { execFile } from 'node:child_process';
import { findProgram } from './sandbox';

/** Runs a program beside the hosts. @returns what it says when it fails */
export function runHere([name, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(findProgram(name) ?? name, args, (error, _stdout, stderr) => resolve(error ? stderr.trim() || error.message : undefined));
  });
}
