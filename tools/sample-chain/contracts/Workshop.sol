// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import "./Coin.sol";

/// Ends when told to; since EIP-6780 it only disappears if that is in the transaction that made it.
contract Fragile {
    constructor() payable {}

    function end(address payable heir) external {
        selfdestruct(heir);
    }
}

/// Cannot be created.
contract Stillborn {
    constructor() {
        revert("no");
    }
}

/// Makes a coin as soon as it is made itself.
contract Apprentice {
    Coin public immutable coin = new Coin("Nested Coin", "NEST", 0, msg.sender, 1);
}

/// Makes contracts.
contract Workshop {
    event Made(address indexed what, bytes32 salt);

    function make(string calldata symbol) external returns (address made) {
        made = address(new Coin("Made Coin", symbol, 6, msg.sender, 1000));
        emit Made(made, 0);
    }

    function makeAt(bytes32 salt) external payable returns (address made) {
        made = address(new Fragile{salt: salt, value: msg.value}());
        emit Made(made, salt);
    }

    /// Makes a contract and ends it in the same transaction: its code never becomes part of the state.
    function makeAndEnd() external payable {
        Fragile made = new Fragile{value: msg.value}();
        emit Made(address(made), 0);
        made.end(payable(msg.sender));
    }

    function tryToMake() external {
        try new Stillborn() {} catch {
            emit Made(address(0), 0);
        }
    }

    /// A contract that makes a contract that makes a contract.
    function makeApprentice() external {
        emit Made(address(new Apprentice()), 0);
    }
}
