// A development chain under full control: own signatures, own nonces, one block at a time.
import {
  blobsToCommitments, blobsToProofs, bytesToHex, commitmentsToVersionedHashes, encodeDeployData, encodeFunctionData,
  getContractAddress, hexToBytes, keccak256, parseGwei, stringToHex, toBlobs,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { loadKZG } from 'kzg-wasm';

const MNEMONIC = 'test test test test test test test test test test test junk';
const CHAIN_ID = 31337;

export class Chain {
  #url;
  #nonces = new Map();
  #pending = [];
  #kzg;
  blocks = 0;

  static async connect(url, contracts) {
    const chain = new Chain();
    chain.#url = url;
    chain.contracts = contracts;
    chain.accounts = Array.from({ length: 10 }, (_, addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }));
    const kzg = await loadKZG();
    chain.#kzg = {
      blobToKzgCommitment: (blob) => hexToBytes(kzg.blobToKZGCommitment(bytesToHex(blob))),
      computeBlobKzgProof: (blob, commitment) => hexToBytes(kzg.computeBlobKZGProof(bytesToHex(blob), bytesToHex(commitment))),
    };
    await chain.call('anvil_setBlockTimestampInterval', [12]);
    return chain;
  }

  async call(method, params) {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const answer = await response.json();
    if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  /** Signs a transaction of the account and queues it for the next block. Returns the nonce it took. */
  async send(from, fields) {
    const account = this.accounts[from];
    const nonce = this.#nonces.get(from) ?? 0;
    const { type = 'eip1559', ...rest } = fields;
    const price = type === 'legacy' || type === 'eip2930'
      ? { gasPrice: parseGwei('4') }
      : { maxFeePerGas: parseGwei('4'), maxPriorityFeePerGas: parseGwei('1') };
    const serialized = await account.signTransaction({ type, chainId: CHAIN_ID, nonce, gas: 600_000n, value: 0n, ...price, ...rest });
    this.#nonces.set(from, nonce + 1);
    this.#pending.push(serialized);
    return nonce;
  }

  /** Calls a contract's function by name. */
  invoke(from, contract, to, functionName, args = [], fields = {}) {
    const data = encodeFunctionData({ abi: this.contracts[contract].abi, functionName, args });
    return this.send(from, { to, data, ...fields });
  }

  /** Creates a contract in the next block and returns the address that it will have. */
  async deploy(from, contract, args = [], fields = {}) {
    const { abi, bytecode } = this.contracts[contract];
    const nonce = await this.send(from, { data: encodeDeployData({ abi, bytecode, args }), gas: 4_000_000n, ...fields });
    return getContractAddress({ from: this.accounts[from].address, nonce: BigInt(nonce) });
  }

  /** Sends a transaction with blobs (EIP-4844). */
  sendBlobs(from, to, text) {
    const blobs = toBlobs({ data: stringToHex(text), to: 'bytes' });
    const commitments = blobsToCommitments({ blobs, kzg: this.#kzg });
    const proofs = blobsToProofs({ blobs, commitments, kzg: this.#kzg });
    const sidecars = blobs.map((blob, i) => ({ blob: bytesToHex(blob), commitment: bytesToHex(commitments[i]), proof: bytesToHex(proofs[i]) }));
    return this.send(from, {
      type: 'eip4844',
      to,
      sidecars,
      blobVersionedHashes: commitmentsToVersionedHashes({ commitments, to: 'hex' }),
      maxFeePerBlobGas: parseGwei('1'),
    });
  }

  /** Sends a transaction that lets accounts delegate their code (EIP-7702); the sender is none of them. */
  async delegate(from, authorities, contractAddress, fields = {}) {
    const authorizationList = [];
    for (const { account, chainId = CHAIN_ID, wrongNonce = false } of authorities) {
      const nonce = (this.#nonces.get(account) ?? 0) + (wrongNonce ? 1000 : 0);
      authorizationList.push(await this.accounts[account].signAuthorization({ contractAddress, chainId, nonce }));
      // A valid authorization counts as one of the account's transactions.
      if (!wrongNonce && (chainId === CHAIN_ID || chainId === 0)) this.#nonces.set(account, nonce + 1);
    }
    return this.send(from, { type: 'eip7702', authorizationList, ...fields });
  }

  /** Mines a block of everything that is queued, in the order in which it was queued. */
  async mine() {
    for (const serialized of this.#pending) {
      const hash = await this.call('eth_sendRawTransaction', [serialized]);
      if (hash !== keccak256(serialized) && serialized.slice(0, 4) !== '0x03') throw new Error(`another hash: ${hash}`);
    }

    await this.call('evm_mine', []);
    const block = await this.call('eth_getBlockByNumber', ['latest', false]);
    if (block.transactions.length !== this.#pending.length) {
      throw new Error(`block ${Number(block.number)} has ${block.transactions.length} transactions, not ${this.#pending.length}`);
    }
    this.#pending = [];
    this.blocks = Number(block.number);
  }
}
