// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What the odd coins share: they move nothing, they only say so.
abstract contract Announcer {
    event Transfer(address indexed from, address indexed to, uint256 value);

    function announce(address to, uint256 value) external {
        emit Transfer(msg.sender, to, value);
    }
}

/// As tokens were before strings: name and symbol are bytes32.
contract OldCoin is Announcer {
    bytes32 public constant name = "Old Coin";
    bytes32 public constant symbol = "OLD";
    uint256 public constant decimals = 18;
    uint256 public constant totalSupply = 21_000_000 ether;
}

/// Has an empty name, and refuses to tell its decimals; its symbol is not UTF-8.
contract ShyCoin is Announcer {
    string public constant name = "";
    uint256 public constant totalSupply = 0;

    function symbol() external pure returns (string memory) {
        return string(abi.encodePacked(hex"ff00fe"));
    }

    function decimals() external pure returns (uint8) {
        revert("not telling");
    }
}

/// Has a name of 4,096 characters and numbers that no display expects.
contract LoudCoin is Announcer {
    string public constant symbol = unicode"\"\\\n\u00e9\u4e2d";
    uint256 public constant decimals = type(uint256).max;
    uint256 public constant totalSupply = type(uint256).max;

    function name() external pure returns (string memory) {
        bytes memory text = new bytes(4096);
        for (uint256 i = 0; i < text.length; i++) text[i] = bytes1(uint8(97 + (i % 26)));
        return string(text);
    }
}

/// Answers every call with nothing, and logs a transfer with every field in the data, as some early tokens do.
contract MuteCoin {
    event Transfer(address from, address to, uint256 value);

    fallback() external {
        emit Transfer(msg.sender, address(this), 1);
    }
}
