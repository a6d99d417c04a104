// Makes tools/ReplayNode/Data/sample-chain.jsonl.gz: starts anvil, drives it, records it with 'replaynode record'.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Chain } from './chain.mjs';
import { compile } from './compile.mjs';
import { tell } from './story.mjs';

const LAST_BLOCK = 319;
const PORT = Number(process.env.SAMPLE_CHAIN_PORT ?? 18545);
const url = `http://127.0.0.1:${PORT}`;
const repository = path.join(import.meta.dirname, '..', '..');
const output = process.argv[2] ?? path.join(repository, 'tools', 'ReplayNode', 'Data', 'sample-chain.jsonl.gz');

function anvilBinary() {
  const platform = { win32: 'win32', darwin: 'darwin', linux: 'linux' }[process.platform];
  const machine = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  const name = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
  return process.env.CHAINSYNC_ANVIL
    ?? createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${platform}-${machine}/bin/${name}`);
}

async function connect(contracts) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await Chain.connect(url, contracts);
    } catch (failure) {
      if (attempt === 50) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const anvil = spawn(anvilBinary(), [
  '--host', '127.0.0.1', '--port', String(PORT), '--quiet',
  '--hardfork', 'prague', '--timestamp', '1735689600', '--no-mining', '--order', 'fifo', '--gas-limit', '60000000',
], { stdio: ['ignore', 'inherit', 'inherit'] });
try {
  const chain = await connect(compile());
  await tell(chain, LAST_BLOCK);
  const recorder = spawnSync('dotnet', [
    'run', '--project', path.join(repository, 'tools', 'ReplayNode'), '--',
    'record', '--rpc', url, '--from', '0', '--to', String(LAST_BLOCK), '--out', output, '--traces', '--calls',
  ], { stdio: 'inherit' });
  if (recorder.status !== 0) throw new Error(`the recorder ended with ${recorder.status}`);
} finally {
  anvil.kill();
}
