// Compiles the contracts of this folder. The same sources give the same bytecode on every machine.
import fs from 'node:fs';
import path from 'node:path';
import solc from 'solc';

const folder = path.join(import.meta.dirname, 'contracts');

/** Compiles everything in contracts/ and returns { name: { abi, bytecode } }. */
export function compile() {
  const sources = {};
  for (const file of fs.readdirSync(folder).sort()) sources[file] = { content: fs.readFileSync(path.join(folder, file), 'utf8') };

  const input = {
    language: 'Solidity',
    sources,
    settings: {
      evmVersion: 'prague',
      optimizer: { enabled: true, runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const failures = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (failures.length > 0) throw new Error(failures.map((error) => error.formattedMessage).join('\n'));

  const contracts = {};
  for (const file of Object.values(output.contracts)) {
    for (const [name, contract] of Object.entries(file)) {
      contracts[name] = { abi: contract.abi, bytecode: '0x' + contract.evm.bytecode.object };
    }
  }
  return contracts;
}
