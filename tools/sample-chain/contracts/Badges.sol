// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// An ERC-721 token without receiver checks.
contract Badges {
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    string public constant name = "Badges";
    string public constant symbol = "BDG";
    mapping(uint256 => address) public ownerOf;
    mapping(uint256 => address) public getApproved;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x01ffc9a7 || id == 0x80ac58cd || id == 0x5b5e139f;
    }

    function tokenURI(uint256 id) external pure returns (string memory) {
        return id % 2 == 0 ? "even" : "odd";
    }

    function mint(address to, uint256 id) external {
        require(ownerOf[id] == address(0), "exists");
        ownerOf[id] = to;
        emit Transfer(address(0), to, id);
    }

    function burn(uint256 id) external {
        move(msg.sender, address(0), id);
    }

    function approve(address spender, uint256 id) external {
        require(ownerOf[id] == msg.sender, "not yours");
        getApproved[id] = spender;
        emit Approval(msg.sender, spender, id);
    }

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    function transferFrom(address from, address to, uint256 id) external {
        move(from, to, id);
    }

    function move(address from, address to, uint256 id) private {
        require(ownerOf[id] == from, "not the owner");
        require(msg.sender == from || getApproved[id] == msg.sender || isApprovedForAll[from][msg.sender], "not allowed");
        delete getApproved[id];
        ownerOf[id] = to;
        emit Transfer(from, to, id);
    }
}
