// Writes the creation code of the coin that the integration tests deploy.
import fs from 'node:fs';
import path from 'node:path';
import { encodeDeployData } from 'viem';
import { compile } from './compile.mjs';

// The first account of anvil's default mnemonic holds everything.
const HOLDER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const target = path.join(import.meta.dirname, '..', '..', 'tests', 'HighPerfChainSync.IntegrationTests', 'Anvil', 'test-coin.hex');
const { abi, bytecode } = compile().Coin;
fs.writeFileSync(target, encodeDeployData({ abi, bytecode, args: ['Test Coin', 'TEST', 18, HOLDER, 10n ** 27n] }) + '\n');
