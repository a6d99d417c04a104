// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Calls of every kind, logs of every kind, failures of every kind.
contract Switchboard {
    event Routed(address indexed to, uint256 value, bool success);
    event Kept(bytes payload);

    error Refused(address who, uint256 code);

    uint256 public count;

    receive() external payable {}

    /// Passes the value on in equal parts.
    function spread(address payable[] calldata to) external payable {
        uint256 part = msg.value / to.length;
        for (uint256 i = 0; i < to.length; i++) {
            (bool success,) = to[i].call{value: part}("");
            emit Routed(to[i], part, success);
        }
    }

    /// Calls a contract, and goes on if that fails.
    function route(address to, bytes calldata data) external payable {
        (bool success,) = to.call{value: msg.value}(data);
        emit Routed(to, msg.value, success);
    }

    function routeDelegate(address to, bytes calldata data) external {
        (bool success,) = to.delegatecall(data);
        emit Routed(to, 0, success);
    }

    function routeStatic(address to, bytes calldata data) external {
        (bool success,) = to.staticcall(data);
        emit Routed(to, 0, success);
    }

    function nest(uint256 depth) external {
        if (depth > 0) Switchboard(payable(address(this))).nest(depth - 1);
        else count++;
    }

    /// Logs with no topic to four topics, with data of the given length.
    function logAll(uint256 length) public {
        assembly {
            let data := mload(0x40)
            for { let i := 0 } lt(i, length) { i := add(i, 32) } { mstore(add(data, i), add(i, 1)) }
            log0(data, length)
            log1(data, length, 1)
            log2(data, length, 1, 2)
            log3(data, length, 1, 2, 3)
            log4(data, length, 1, 2, 3, 4)
        }
    }

    function logMany(uint256 rounds) external {
        for (uint256 i = 0; i < rounds; i++) logAll(i % 65);
    }

    function keep(bytes calldata payload) external {
        emit Kept(payload);
    }

    function refuse(uint256 code) external view {
        revert Refused(msg.sender, code);
    }

    function fail(string calldata reason) external pure {
        revert(reason);
    }

    function failPlainly() external pure {
        revert();
    }

    function panic(uint256 divisor) external pure returns (uint256) {
        return 1 / divisor;
    }

    function trap() external pure {
        assembly {
            invalid()
        }
    }

    function exhaust() external {
        while (true) count++;
    }

    /// Logs, then fails: the logs are gone.
    function logAndFail() external {
        logAll(32);
        revert("after the logs");
    }
}
