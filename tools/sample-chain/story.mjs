// What happens on the sample chain. Everything is chosen by a fixed seed: the same chain comes out each time.
import { encodeFunctionData, getContractAddress, pad, toHex } from 'viem';

const EMPTY_EVERY = 17;
const BURN = '0x000000000000000000000000000000000000dEaD';

/** A small generator of pseudo-random numbers (mulberry32): below(n) gives 0 … n - 1. */
function randomNumbers(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** Tells the whole story, up to and including the block with the given number. */
export async function tell(chain, lastBlock) {
  const below = randomNumbers(20250507);
  const address = (i) => chain.accounts[i].address;
  const made = await deployAll(chain, address);
  const everyday = everydayActions(chain, made, address, below);
  const specials = specialBlocks(chain, made, address);

  let special = 0;
  while (chain.blocks < lastBlock) {
    const number = chain.blocks + 1;
    if (number % EMPTY_EVERY !== 0) {
      // Nothing else happens in a special block: an authorization moves the nonce of an account that may be acting.
      if (number % 7 === 0 && special < specials.length) await specials[special++]();
      else for (let actions = below(9); actions > 0; actions--) await everyday[below(everyday.length)](below(10));
    }
    await chain.mine();
  }
  if (special < specials.length) throw new Error(`only ${special} of ${specials.length} special blocks fit`);
}

async function deployAll(chain, address) {
  await chain.mine();
  const coin = await chain.deploy(0, 'Coin', ['Sample Coin', 'SMPL', 18, address(0), 10n ** 27n]);
  const cents = await chain.deploy(0, 'Coin', ['Cents', 'CENT', 2, address(0), 10n ** 12n], { type: 'legacy' });
  await chain.mine();
  const badges = await chain.deploy(1, 'Badges');
  const crates = await chain.deploy(2, 'Crates');
  await chain.mine();
  const odd = [];
  for (const name of ['OldCoin', 'ShyCoin', 'LoudCoin', 'MuteCoin']) odd.push(await chain.deploy(3, name));
  await chain.mine();
  const workshop = await chain.deploy(4, 'Workshop');
  const switchboard = await chain.deploy(5, 'Switchboard', [], { type: 'eip2930', accessList: [] });
  await chain.mine();
  const proxy = await chain.deploy(6, 'Proxy', [coin]);
  const cloner = await chain.deploy(6, 'CloneMaker');
  await chain.mine();

  for (let i = 1; i < 10; i++) {
    await chain.invoke(0, 'Coin', coin, 'transfer', [address(i), 10n ** 24n]);
    await chain.invoke(0, 'Coin', cents, 'transfer', [address(i), 10n ** 9n]);
    await chain.invoke(i, 'Coin', coin, 'approve', [address((i + 1) % 10), 2n ** 256n - 1n]);
    for (const id of [1n, 2n, 3n]) await chain.invoke(2, 'Crates', crates, 'mint', [address(i), id, 1_000_000n]);
  }
  await chain.mine();
  return { coin, cents, badges, crates, odd, workshop, switchboard, proxy, cloner };
}

/** What happens in any block. Each action gets the number of the account that acts. */
function everydayActions(chain, made, address, below) {
  const other = (who) => (who + 1 + below(9)) % 10;
  const owners = [];
  const transferEther = (who, type) => chain.send(who, { type, to: address(other(who)), value: BigInt(below(1_000_000_000)) * 10n ** 6n, gas: 60_000n });
  return [
    (who) => transferEther(who, 'legacy'),
    (who) => transferEther(who, 'eip2930'),
    (who) => transferEther(who, 'eip1559'),
    (who) => chain.send(who, { to: address(who), data: toHex(`a note numbered ${below(1000)}`), gas: 60_000n }),
    (who) => chain.invoke(who, 'Coin', made.coin, 'transfer', [address(other(who)), BigInt(below(1_000_000)) * 10n ** 12n]),
    (who) => chain.invoke(who, 'Coin', made.cents, 'transfer', [address(other(who)), BigInt(below(1000))], { type: 'legacy' }),
    (who) => chain.invoke(who, 'Coin', made.coin, 'transfer', [BURN, 0n]),
    (who) => chain.invoke(who, 'Coin', made.coin, 'approve', [address((who + 1) % 10), 2n ** 256n - 1n]),
    (who) => chain.invoke(who, 'Coin', made.coin, 'transferFrom', [address((who + 9) % 10), BURN, 5n], {
      type: 'eip2930',
      accessList: [{ address: made.coin, storageKeys: [pad('0x2'), pad('0x3')] }, { address: address(who), storageKeys: [] }],
    }),
    (who) => chain.invoke(who, 'Coin', made.coin, 'mint', [address(who), 10n ** 18n]),
    (who) => chain.invoke(who, 'Coin', made.cents, 'transfer', [address(other(who)), 10n ** 30n]),
    async (who) => {
      const id = BigInt(owners.length + 1);
      owners.push(who);
      await chain.invoke(who, 'Badges', made.badges, 'mint', [address(who), id]);
    },
    async (who) => {
      if (owners.length === 0) return transferEther(who, 'legacy');
      const id = below(owners.length);
      const owner = owners[id];
      owners[id] = other(owner);
      return chain.invoke(owner, 'Badges', made.badges, 'transferFrom', [address(owner), address(owners[id]), BigInt(id + 1)]);
    },
    (who) => chain.invoke(who, 'Badges', made.badges, 'setApprovalForAll', [address(other(who)), below(2) === 0]),
    (who) => chain.invoke(who, 'Badges', made.badges, 'burn', [999_999n]),
    (who) => chain.invoke(who, 'Crates', made.crates, 'mint', [address(who), BigInt(1 + below(3)), 100n]),
    (who) => chain.invoke(who === 0 ? 1 : who, 'Crates', made.crates, 'safeTransferFrom', [address(who === 0 ? 1 : who), BURN, 1n, 3n, '0x']),
    (who) => chain.invoke(who === 0 ? 1 : who, 'Crates', made.crates, 'safeBatchTransferFrom',
      [address(who === 0 ? 1 : who), address(other(who)), [1n, 2n, 3n], [1n, 0n, 7n], '0x1234']),
    (who) => chain.invoke(who, 'Switchboard', made.switchboard, 'spread', [[address(other(who)), made.switchboard, BURN]], { value: 3_000_003n }),
    (who) => chain.invoke(who, 'Switchboard', made.switchboard, 'route', [made.badges, '0xdeadbeef']),
    (who) => chain.invoke(who, 'Switchboard', made.switchboard, 'nest', [BigInt(below(6))]),
    (who) => chain.invoke(who, 'Switchboard', made.switchboard, 'logAll', [BigInt(below(200))]),
    (who) => chain.invoke(who, 'Workshop', made.workshop, 'make', [`MADE${below(100)}`], { gas: 3_000_000n }),
    (who) => chain.deploy(who, 'Fragile', [], { value: 77n }),
  ];
}

/** What happens once. One of these every few blocks. */
function specialBlocks(chain, made, address) {
  const board = (name, args, fields) => chain.invoke(5, 'Switchboard', made.switchboard, name, args, fields);
  const workshop = (name, args, fields) => chain.invoke(4, 'Workshop', made.workshop, name, args, { gas: 4_000_000n, ...fields });
  const call = (contract, functionName, args) => encodeFunctionData({ abi: chain.contracts[contract].abi, functionName, args });
  let fragile;
  return [
    () => board('logMany', [120n], { gas: 4_000_000n }),
    () => board('fail', ['a reason']),
    () => board('failPlainly'),
    () => board('refuse', [7n]),
    () => board('panic', [0n]),
    () => board('trap', [], { gas: 90_000n }),
    () => board('exhaust', [], { gas: 120_000n }),
    () => board('logAndFail'),
    () => chain.deploy(5, 'Stillborn'),
    () => chain.deploy(5, 'Switchboard', [], { gas: 300_000n }),
    () => workshop('makeAt', [pad('0x01')], { value: 5n }),
    // The address is taken: CREATE2 fails, and so does the transaction.
    () => workshop('makeAt', [pad('0x01')], { value: 5n }),
    () => workshop('makeAndEnd', [], { value: 11n }),
    () => workshop('tryToMake'),
    () => workshop('makeApprentice'),
    async () => { fragile = await chain.deploy(4, 'Fragile', [], { value: 10n ** 15n }); },
    () => chain.invoke(4, 'Fragile', fragile, 'end', [address(9)]),
    async () => { for (const odd of made.odd.slice(0, 3)) await chain.invoke(3, 'OldCoin', odd, 'announce', [address(1), 1n]); },
    () => chain.send(3, { to: made.odd[3], data: '0x01' }),
    () => chain.invoke(3, 'LoudCoin', made.odd[2], 'announce', [address(1), 2n ** 256n - 1n]),
    () => chain.invoke(6, 'Coin', made.proxy, 'mint', [address(6), 10n ** 20n]),
    () => chain.invoke(6, 'Proxy', made.proxy, 'upgradeTo', [made.cents]),
    () => chain.invoke(6, 'Coin', made.proxy, 'transfer', [address(7), 10n ** 18n]),
    () => chain.invoke(6, 'CloneMaker', made.cloner, 'clone', [made.coin]),
    // The cloner's first creation: nonce 1, since a contract's nonces begin there.
    () => chain.invoke(6, 'Coin', getContractAddress({ from: made.cloner, nonce: 1n }), 'mint', [address(2), 9n]),
    () => board('routeDelegate', [made.coin, call('Coin', 'mint', [address(1), 5n])]),
    () => board('routeStatic', [made.coin, call('Coin', 'totalSupply', [])]),
    // A static call may not write: the inner call fails, the outer does not.
    () => board('routeStatic', [made.coin, call('Coin', 'mint', [address(1), 5n])]),
    () => board('keep', [`0x${'ab'.repeat(20_000)}`], { gas: 4_000_000n }),
    () => chain.sendBlobs(7, address(8), 'one blob'),
    () => chain.sendBlobs(7, made.switchboard, 'two blobs '.repeat(20_000)),
    () => chain.delegate(8, [{ account: 9 }], made.switchboard, { to: address(9), data: call('Switchboard', 'nest', [2n]) }),
    () => chain.delegate(8, [{ account: 7, chainId: 0 }, { account: 6, wrongNonce: true }, { account: 5, chainId: 5 }], made.switchboard, { to: address(0) }),
    () => chain.invoke(8, 'Switchboard', address(9), 'logAll', [10n]),
    () => chain.delegate(8, [{ account: 9 }], '0x0000000000000000000000000000000000000000', { to: address(9), value: 1n }),
    async () => { for (let i = 0; i < 150; i++) await chain.send(i % 10, { type: 'legacy', to: BURN, value: BigInt(i), gas: 60_000n }); },
    // The precompiled contracts: identity and SHA-256.
    () => chain.send(1, { to: '0x0000000000000000000000000000000000000004', data: '0x010203' }),
    () => board('route', ['0x0000000000000000000000000000000000000002', '0x00']),
    () => chain.send(1, { data: '0x', gas: 100_000n }),
  ];
}
